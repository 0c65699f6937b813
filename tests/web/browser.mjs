// Debian's Chromium, told to leave the network alone.
import { chromium } from 'playwright-core';

const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: false, // --no-sandbox
    args: FLAGS,
    timeout: 30000,
  });

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

// Every page is seen in each of these.
export const VARIANTS = [
  { name: 'en wide', lang: 'en', wide: true, scheme: 'light' },
  { name: 'zh phone', lang: 'zh', wide: false, scheme: 'light' },
  { name: 'zh wide', lang: 'zh', wide: true, scheme: 'dark' },
  { name: 'en phone', lang: 'en', wide: false, scheme: 'dark' },
];

export const context_options = ({ lang, wide, scheme }) => ({
  viewport: wide ? WIDE : PHONE,
  hasTouch: !wide,
  locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
  timezoneId: 'UTC',
  colorScheme: scheme,
  reducedMotion: 'reduce',
  acceptDownloads: true,
});
