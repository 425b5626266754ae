import { describe, expect, it } from 'vitest';
import { chooseTab, type Tab } from './choose-tab.ts';

function tab(url: string, state: 'focused' | 'visible' | 'hidden'): Tab {
  return { url, focused: state === 'focused', visibilityState: state === 'hidden' ? 'hidden' : 'visible' };
}

describe('chooseTab', () => {
  it('WEB-13: takes the tab that shows the page already, then the one in front, then a visible one, then any', () => {
    const same = tab('/a', 'hidden');
    const focused = tab('/b', 'focused');
    const visible = tab('/c', 'visible');
    const hidden = tab('/d', 'hidden');
    expect(chooseTab([hidden, visible, focused, same], '/a')).toBe(same);
    expect(chooseTab([hidden, visible, focused], '/a')).toBe(focused);
    expect(chooseTab([hidden, visible], '/a')).toBe(visible);
    expect(chooseTab([hidden, tab('/e', 'hidden')], '/a')).toBe(hidden);
    expect(chooseTab([], '/a')).toBeUndefined();
  });
});
