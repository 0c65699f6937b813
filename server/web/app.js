// The frame around all pages: who is here, the bar at the top, which page an address is.
import { get } from './api.js';
import { el, fill } from './el.js';
import { account_frame } from './account_frame.js';
import * as pages from './pages.js';
import { picker } from './picker.js';
import { follow_links, go, note_state, on_navigate, segments, to_page, to_person, to_portfolio } from './route.js';
import { button, dialog, failure, opener, waiting } from './ui.js';
import { lang, say, set_lang, spoken } from './words.js';

const MEMBER = 'relmap.member';
const THEMES = ['system', 'light', 'dark'];
const main = el('main', { id: 'main', tabindex: -1 });
const banner = el('div.banner');
let me = null;
let leaving = new AbortController(); // of the page that is shown: ends what it still waits for

function set_theme(theme) {
  localStorage.setItem('relmap.theme', theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function nav_link(href, text) {
  const here = new URL(href, location.href).pathname === location.pathname;
  return el('a', { href, 'aria-current': here && 'page' }, text);
}

// Which of our people the reader is: the server says so where it knows his address; else he may, for this browser.
function who_am_i() {
  if (me.login && me.member && !localStorage.getItem(MEMBER)) return el('p', say('You are ', '您是 '), me.member.name);
  const field = picker(say('You are', '您是'), {
    labels: ['TeamMember'],
    placeholder: say('Name of one of us', '我方人员姓名'),
    choose: (person) => {
      if (!person) return;
      me.member = { label: 'TeamMember', id: person.id, name: person.name };
      localStorage.setItem(MEMBER, JSON.stringify(me.member));
      show();
    },
  });
  if (me.member) field.set(me.member.name);
  field.append(
    el('small', say('Then “from me” and “I met them today” know who you are.', '用于“从我出发”与“我今天见了此人”。')),
  );
  return field;
}

function remembered_member() {
  try {
    return JSON.parse(localStorage.getItem(MEMBER));
  } catch {
    return null;
  }
}

function choose_settings() {
  const date = el('input', {
    id: 'setting-date',
    type: 'date',
    value: new URLSearchParams(location.search).get('date') ?? '',
  });
  const theme = localStorage.getItem('relmap.theme') ?? 'system';
  const { close } = dialog(
    say('Settings', '设置'),
    el(
      'form.form',
      {
        method: 'dialog',
        onsubmit: (event) => {
          event.preventDefault();
          note_state({ date: date.value });
          close();
          frame();
          show();
        },
      },
      el(
        'div.field',
        el('label', { for: 'setting-lang' }, say('Language', '语言')),
        el(
          'select',
          {
            id: 'setting-lang',
            value: lang(),
            onchange: (e) => {
              set_lang(e.target.value);
              note_state({ lang: '' });
              close();
              frame();
              show();
            },
          },
          el('option', { value: 'en', lang: 'en' }, 'English'),
          el('option', { value: 'zh', lang: 'zh' }, '中文'),
        ),
      ),
      el(
        'div.field',
        el('label', { for: 'setting-theme' }, say('Colours', '颜色')),
        el(
          'select',
          {
            id: 'setting-theme',
            value: theme,
            onchange: (e) => {
              set_theme(e.target.value);
            },
          },
          THEMES.map((name, i) =>
            el('option', { value: name }, say(['As the system', 'Light', 'Dark'][i], ['跟随系统', '浅色', '深色'][i])),
          ),
        ),
      ),
      el(
        'div.field',
        el('label', { for: 'setting-date' }, say('Judged on', '评估日期')),
        date,
        el('small', say(`Empty: the server's date, ${me.date}.`, `留空：服务器日期 ${me.date}。`)),
      ),
      el('button', say('Use', '应用')),
    ),
    who_am_i(),
    el(
      'p.quiet',
      say(`${me.name || 'You'}, ${spoken(me.role)}`, `${me.name || '您'}，${spoken(me.role)}`),
      ' · relmap ',
      me.program_version,
    ),
    me.login &&
      el('form', { method: 'post', action: `/logout?lang=${lang()}` }, el('button.plain', say('Log out', '退出登录'))),
  );
}

function frame() {
  const search = picker(say('Find a person', '查找人员'), {
    hide_label: true,
    placeholder: say('Find a person…', '查找人员…'),
    choose: (result, input) => {
      if (!result) return;
      input.value = '';
      go(to_person(result));
    },
  });
  const other = lang() === 'zh' ? 'en' : 'zh';
  const nav = el('nav', { 'aria-label': say('Main', '主导航') });
  frame.mark = () =>
    fill(
      nav,
      nav_link(to_portfolio(), say('Portfolio', '客户组合')),
      nav_link(to_page('tasks'), say('Tasks', '任务')),
      nav_link(to_page('teams'), say('Teams', '团队')),
      me.role !== 'viewer' && me.all_accounts && nav_link(to_page('import'), say('Import', '导入')),
      nav_link(to_page('glossary'), say('Glossary', '词汇')),
    );
  frame.mark();
  fill(
    document.getElementById('app'),
    el('a.skip', { href: '#main' }, say('To the content', '跳到内容')),
    el(
      'header.top',
      el('a.brand', { href: to_portfolio() }, 'relmap'),
      nav,
      search,
      el(
        'div.tools',
        button(
          other === 'zh' ? '中文' : 'English',
          () => {
            set_lang(other);
            note_state({ lang: '' });
            frame();
            show();
          },
          { kind: 'plain', lang: other },
        ),
        button('⚙', choose_settings, { kind: 'icon', 'aria-label': say('Settings', '设置') }),
      ),
    ),
    banner,
    main,
    el('div', { id: 'messages' }),
  );
}

const [PORTFOLIO, NOT_FOUND] = [pages.portfolio, pages.not_found];

// Which page an address is: {page, account?, person?}
function find_page() {
  const [first, second, third, ...rest] = segments();
  const row = (table, name) => (Object.hasOwn(table, name) ? table[name] : NOT_FOUND);
  if (!first) return { page: PORTFOLIO };
  if (first === 'accounts' && second && !rest.length)
    return { page: row(pages.of_account, third ?? ''), account: second };
  if (first === 'people' && third && !rest.length) return { page: pages.person, person: { label: second, id: third } };
  return { page: second ? NOT_FOUND : row(pages.single, first) };
}

// Says on every page that it is not of now, and leads back.
function mark_earlier(context) {
  const as_of = context.query.get('as_of');
  const back = () => {
    note_state({ as_of: '' });
    context.reload();
  };
  fill(
    banner,
    as_of &&
      el(
        'p.earlier',
        { role: 'status' },
        say(`You are looking at an earlier version: ${as_of}. `, `您正在查看较早的版本：${as_of}。`),
        button(say('Back to now', '返回当前'), back, { kind: 'small' }),
      ),
  );
}

const name_of = (node) => node?.getAttribute?.('aria-label') ?? node?.textContent;

// After a page was drawn anew: the focus on what it was on, or on what opened the dialog that is gone now.
function focus_again(name) {
  const again = name && [...main.querySelectorAll('button, a, summary')].find((node) => name_of(node) === name);
  (again || main).focus({ preventScroll: true });
}

// A page is {title(), show(node, context)}: show fills the node, and may do so in steps. y: where to scroll to; stay: the reader
// stays on the page, which is only drawn anew.
async function show({ y = 0, stay = false } = {}) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const { page, account, person } = find_page();
  const context = { me, account, person, query: new URLSearchParams(location.search), signal };
  context.reload = () => show({ y: scrollY, stay: true });
  const focused = name_of(opener() ?? document.activeElement);
  frame.mark();
  mark_earlier(context);
  document.title = `${page.title()} · relmap`;
  main.style.minHeight = stay ? `${main.offsetHeight}px` : '';
  if (!stay) fill(main, waiting());
  try {
    const node = account ? await account_frame(context, main) : main;
    await page.show(node, context);
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (!('problem' in error)) console.error(error);
    fill(main, el('h1', page.title()), failure(error, show));
  }
  if (signal.aborted) return;
  scrollTo(0, y);
  main.style.minHeight = '';
  if (stay) focus_again(focused);
  else if (show.before) main.focus({ preventScroll: true });
  show.before = true;
}

async function start() {
  set_lang(lang());
  set_theme(localStorage.getItem('relmap.theme') ?? 'system');
  try {
    me = await get('me');
    me.member ??= remembered_member();
  } catch (error) {
    fill(
      document.getElementById('app'),
      el(
        'main',
        failure(error, () => location.reload()),
      ),
    );
    return;
  }
  frame();
  follow_links();
  on_navigate(show);
  await show();
}

start();
