'use client';

import { Bell, Globe, Image as ImageIcon, Smartphone } from 'lucide-react';
import { type CSSProperties, type ReactNode, useDeferredValue } from 'react';
import { Panel } from '@/components/panel.tsx';
import { cn } from '@/components/ui/class-names.ts';
import type { Draft } from '@/features/compose/draft.ts';
import { checkDraft } from '@/features/compose/draft-input.ts';
import { payloadSizes } from '@/features/compose/payload-size.ts';
import { cutToRoom, PREVIEWS, type PreviewPlatform, unseenOn } from '@/features/compose/preview-rules.ts';
import { SizeBudget } from '@/features/compose/size-budget.tsx';

/** Buttons that Chromium shows; Firefox and Safari show none. https://notifications.spec.whatwg.org/#maximum-number-of-actions */
const DESKTOP_ACTIONS_MAX = 2;

/** How the message looks on each system before anybody touches it, and how much of each budget it takes. */
export function Previews({ draft: latest, userId }: { readonly draft: Draft; readonly userId: string }) {
  const draft = useDeferredValue(latest);
  return (
    <Panel title="Preview" description="Systems differ; people change their text sizes">
      <div className="grid gap-4 p-4 md:max-lg:grid-cols-3">
        <Preview draft={draft} platform="ios" icon={<Smartphone aria-hidden />} />
        <Preview draft={draft} platform="android" icon={<Smartphone aria-hidden />} />
        <Preview draft={draft} platform="desktop" icon={<Globe aria-hidden />} />
      </div>
      <SizeBudget sizes={sizesOf(draft, userId)} />
    </Panel>
  );
}

/** A draft that cannot be sent yet still has a size; only its text counts then. */
function sizesOf(draft: Draft, userId: string) {
  const audience = { ...draft.audience, kind: 'self' } as const;
  const checked = checkDraft({ ...draft, audience, isLater: false }, { userId, now: new Date(0) });
  return payloadSizes(checked.isValid ? checked.input : { title: draft.texts.title, body: draft.texts.body });
}

interface PreviewProps {
  readonly draft: Draft;
  readonly platform: PreviewPlatform;
  readonly icon: ReactNode;
}

function Preview({ draft, platform, icon }: PreviewProps) {
  const rules = PREVIEWS[platform];
  const title = cutToRoom(draft.texts.title, rules.title);
  const body = cutToRoom(draft.texts.body, rules.body);
  const subtitle = rules.subtitle === null ? null : cutToRoom(draft.texts.subtitle, rules.subtitle);
  const isCut = title.isCut || body.isCut || subtitle?.isCut === true;
  const unseen = unseenOn(platform, draft);
  return (
    <figure className="grid min-w-0 content-start gap-1.5">
      <figcaption className="flex items-center gap-1.5 font-medium text-ink-soft text-xs [&_svg]:size-3.5">
        {icon}
        {rules.name}
      </figcaption>
      <div className={cn('border bg-canvas p-3', platform === 'desktop' ? 'rounded-lg' : 'rounded-2xl')}>
        <div className="flex items-start gap-2.5">
          <span
            aria-hidden
            className={cn(
              'grid size-8 shrink-0 place-items-center bg-accent text-accent-ink',
              platform === 'android' ? 'rounded-full' : 'rounded-lg',
            )}
          >
            <Bell className="size-4" />
          </span>
          <div className="min-w-0 flex-1 text-sm leading-5">
            <p
              className={cn('font-semibold [overflow-wrap:anywhere]', title.text === '' && 'text-ink-faint')}
              style={clampTo(rules.title)}
            >
              {title.text === '' ? 'Title' : title.text}
            </p>
            {subtitle === null || subtitle.text === '' ? null : (
              <p className="truncate font-medium">{subtitle.text}</p>
            )}
            {body.text === '' ? null : (
              <p className="whitespace-pre-line [overflow-wrap:anywhere]" style={clampTo(rules.body)}>
                {body.text}
              </p>
            )}
          </div>
          {draft.texts.image.trim() === '' ? null : <Picture />}
        </div>
        {platform === 'desktop' ? <Buttons draft={draft} /> : null}
      </div>
      <p className="text-ink-soft text-xs">
        {isCut ? <span className="font-medium text-attention">Cut here. </span> : null}
        {rules.rule}
        {unseen.length === 0 ? '' : ` Not seen here: ${unseen.join(', ')}.`}
      </p>
    </figure>
  );
}

/** This page may be narrower than the system's own notifications: then the lines end before the characters do. */
function clampTo({ lines }: { readonly lines: number }): CSSProperties {
  return { display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: lines, overflow: 'hidden' };
}

/** Pictures of others are not fetched for a preview: their host would learn who writes what, and when. */
function Picture() {
  return (
    <span className="grid size-10 shrink-0 place-items-center rounded-md bg-sunken text-ink-faint">
      <ImageIcon aria-hidden className="size-4.5" />
      <span className="sr-only">with its picture</span>
    </span>
  );
}

function Buttons({ draft }: { readonly draft: Draft }) {
  const actions = draft.actions.slice(0, DESKTOP_ACTIONS_MAX);
  if (actions.length === 0) return null;
  return (
    <div className="mt-2.5 flex gap-2">
      {actions.map(({ key, title }) => (
        <span
          key={key}
          className="min-w-0 flex-1 truncate rounded-md bg-sunken px-2 py-1 text-center text-xs"
        >
          {title === '' ? 'Button' : title}
        </span>
      ))}
    </div>
  );
}
