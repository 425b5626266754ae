/** The facts of a window client by which a tab is chosen. */
export interface Tab {
  readonly url: string;
  readonly focused: boolean;
  readonly visibilityState: DocumentVisibilityState;
}

/**
 * The tab of ours that a click brings up: one that shows `url` already, so that nobody's page is left; else the one
 * in front, else one that is visible, else the one used last, which is how browsers order them.
 */
export function chooseTab<Candidate extends Tab>(
  tabs: readonly Candidate[],
  url: string,
): Candidate | undefined {
  return (
    tabs.find((tab) => tab.url === url) ??
    tabs.find((tab) => tab.focused) ??
    tabs.find((tab) => tab.visibilityState === 'visible') ??
    tabs[0]
  );
}
