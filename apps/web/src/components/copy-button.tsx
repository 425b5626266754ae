'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';

const SHOWN_MS = 1_500;

interface CopyButtonProps {
  readonly text: string;
  /** What is copied: "device id". */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setIsCopied(true);
  };
  return (
    <>
      <Button variant="ghost" size="iconSm" aria-label={`Copy the ${what}`} onClick={() => void copy()}>
        {isCopied ? <Check aria-hidden className="text-working" /> : <Copy aria-hidden />}
      </Button>
      <output className="sr-only">{isCopied ? `The ${what} is copied` : ''}</output>
    </>
  );
}
