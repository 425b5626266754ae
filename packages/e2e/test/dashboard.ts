import type { Browser, Page } from 'puppeteer-core';

const TIMEOUT_MS = 30_000;
const CARD = '//section[.//h2[normalize-space()="Notifications on this browser"]]';

/** For every account that tests make: they differ by email alone. */
export const PASSWORD = 'correct horse battery staple';

/** The dashboard in one tab of a stock Firefox, used as a person uses it. */
export class Dashboard {
  readonly page: Page;
  readonly #webUrl: string;

  private constructor(page: Page, webUrl: string) {
    this.page = page;
    this.#webUrl = webUrl;
  }

  static async open(browser: Browser, webUrl: string): Promise<Dashboard> {
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    page.setDefaultTimeout(TIMEOUT_MS);
    return new Dashboard(page, webUrl);
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(`${this.#webUrl}${path}`);
  }

  async signUp(email: string): Promise<void> {
    await this.goTo('/sign-up');
    await this.#submitCredentials(email, 'Create account');
  }

  async signIn(email: string): Promise<void> {
    await this.goTo('/sign-in');
    await this.#submitCredentials(email, 'Sign in');
  }

  async signOut(): Promise<void> {
    await this.click(
      '//button[@aria-haspopup="menu"][contains(., "Member") or contains(., "Administrator")]',
    );
    await this.click('//*[@role="menuitem"][normalize-space()="Sign out"]');
    await this.waitForPath('/sign-in');
  }

  /** As when the session's cookie expires: the server hears nothing of it. */
  async loseSession(): Promise<void> {
    const browser = this.page.browser();
    const cookies = await browser.cookies();
    await browser.deleteCookie(...cookies.filter(({ name }) => name.includes('session')));
  }

  /** Waits until the card "Notifications on this browser" says `text`. */
  async waitForCard(text: string): Promise<void> {
    await this.#waitForXpath(`${CARD}[contains(., "${text}")]`);
  }

  async turnOn(): Promise<void> {
    await this.click(`${CARD}//button[normalize-space()="Turn on"]`);
    await this.waitForCard('This browser shows your notifications');
  }

  async turnOff(): Promise<void> {
    await this.click(`${CARD}//button[normalize-space()="Turn off"]`);
    await this.waitForCard('Turn them on');
  }

  /** Sends a test to this browser from the list of devices, and waits until the list says that it was displayed. */
  async sendTestHere(): Promise<void> {
    await this.#chooseHere('Send test');
    await this.#waitForXpath('//ol[starts-with(@aria-label, "Test to")]/li[contains(., "Displayed: done")]');
  }

  async revokeHere(): Promise<void> {
    await this.#chooseHere('Revoke…');
    await this.click('//*[@role="alertdialog"]//button[normalize-space()="Revoke"]');
  }

  /** The notifications on the screen, by what their service worker says: title and body of each. */
  async shown(): Promise<string[]> {
    return await this.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration('/');
      const notifications = (await registration?.getNotifications()) ?? [];
      return notifications.map(({ title, body }) => `${title}: ${body}`);
    });
  }

  /** Waits until one of the notifications on the screen has the title. */
  async waitForShown(title: string): Promise<void> {
    await this.page.waitForFunction(
      async (expected) => {
        const registration = await navigator.serviceWorker.getRegistration('/');
        const notifications = (await registration?.getNotifications()) ?? [];
        return notifications.some((notification) => notification.title === expected);
      },
      { polling: 100 },
      title,
    );
  }

  async waitForText(text: string): Promise<void> {
    await this.#waitForXpath(`//main[contains(., "${text}")]`);
  }

  async waitForPath(path: string): Promise<void> {
    await this.page.waitForFunction((expected) => window.location.pathname === expected, {}, path);
  }

  async click(xpath: string): Promise<void> {
    await this.page.locator(`::-p-xpath(${xpath})`).click();
  }

  async #chooseHere(item: string): Promise<void> {
    const row = '//li[contains(., "This browser")]';
    await this.click(`${row}//button[starts-with(@aria-label, "Actions for")]`);
    await this.click(`//*[@role="menuitem"][normalize-space()="${item}"]`);
  }

  async #submitCredentials(email: string, button: string): Promise<void> {
    // Until React has taken the form over, what is typed is lost and the button loads the page anew.
    await this.page.waitForFunction(() => {
      const form = document.querySelector('form');
      return form !== null && Object.keys(form).some((key) => key.startsWith('__reactProps'));
    });
    await this.page.locator('input[autocomplete="username"]').fill(email);
    await this.page.locator('input[type="password"]').fill(PASSWORD);
    await this.click(`//form//button[normalize-space()="${button}"]`);
    await this.waitForPath('/devices');
  }

  async #waitForXpath(xpath: string): Promise<void> {
    await this.page.waitForSelector(`::-p-xpath(${xpath})`);
  }
}
