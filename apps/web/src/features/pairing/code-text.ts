const CODE_LENGTH = 6;

/**
 * The digits of a code out of whatever was typed or pasted: `123456`, `123 456`, `123-456`, or the whole link that an
 * app's QR code holds (`https://…/pair?code=123456`).
 */
export function digitsOf(text: string): string {
  const linked = /[?&]code=([\d\s+-]{6,})/.exec(text)?.[1];
  return (linked ?? text).replaceAll(/\D/g, '').slice(0, CODE_LENGTH);
}

export function isWholeCode(digits: string): boolean {
  return digits.length === CODE_LENGTH;
}

/** In two groups, as apps show it. */
export function groupedCode(digits: string): string {
  return digits.length > 3 ? `${digits.slice(0, 3)} ${digits.slice(3)}` : digits;
}
