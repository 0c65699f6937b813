// Files in: a folder as a zip, a CSV or NDJSON; tried first without writing, with its progress and its rejected rows.
import { address, get, request } from './api.js';
import { el, fill } from './el.js';
import { time } from './format.js';
import { badge, button, card, checkbox, failure, show_in, table, toast } from './ui.js';
import { say, spoken } from './words.js';

const TYPES = {
  zip: 'application/zip',
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
};
const LOOK_MS = 700;
const ended = (job) => job.state === 'done' || job.state === 'failed';

const state_name = (state) =>
  ({
    queued: say('waiting', '等待中'),
    running: say('running', '进行中'),
    done: say('done', '完成'),
    failed: say('failed', '失败'),
  })[state] ?? state;

function rejected(report, job) {
  if (!report.rejected) return null;
  const head = [say('File', '文件'), say('Line', '行'), say('Column', '列'), say('Value', '值'), say('Why', '原因')];
  return el(
    'div',
    el(
      'h3',
      say(
        report.rejected === 1 ? '1 row was rejected' : `${report.rejected} rows were rejected`,
        `${report.rejected} 行被拒绝`,
      ),
    ),
    report.rejects && // a list of imports only counts them
      table(
        say('Rejected rows', '被拒绝的行'),
        head,
        report.rejects.map((row) => [row.file, row.line, row.column_name || '–', el('code', row.value), row.reason]),
      ),
    job.rejects_kept &&
      el(
        'p',
        el(
          'a.button.plain',
          { href: address('rejects', { id: job.id }), download: '' },
          say('Download them, to correct and import again', '下载以便更正后重新导入'),
        ),
      ),
  );
}

// How one import stands; again() looks anew.
function job_view(job, { write } = {}) {
  const { report, progress } = job;
  return el(
    'div',
    el(
      'p',
      { role: 'status' },
      badge(
        job.state === 'failed' ? 'red' : job.state === 'done' && report?.rejected ? 'amber' : 'info',
        state_name(job.state),
      ),
      ' ',
      job.dry_run && badge('whitespace', say('only tried', '仅试运行')),
      ' ',
      el('small', time(job.created)),
    ),
    !ended(job) &&
      el('progress', { max: Math.max(progress.total, 1), value: progress.done, 'aria-label': say('Progress', '进度') }),
    job.error && el('p.message', job.error.detail ?? job.error.message ?? String(job.error)),
    report &&
      el(
        'p',
        say(
          `${report.rows} rows in ${report.files} files: ${report.created} new, ${report.updated} changed, ${report.unchanged} as they were, ${report.rejected} rejected`,
          `${report.files} 个文件共 ${report.rows} 行：新增 ${report.created}，修改 ${report.updated}，未变 ${report.unchanged}，拒绝 ${report.rejected}`,
        ),
        report.written ? '' : say('. Nothing has been written.', '。未写入任何内容。'),
      ),
    report && rejected(report, job),
    write,
  );
}

async function follow(id, node, context, more) {
  for (;;) {
    const job = await get('import', { id }, {}, { signal: context.signal });
    fill(node, job_view(job, ended(job) ? { write: more(job) } : {}));
    if (ended(job)) return job;
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
}

function upload_form(context, refresh) {
  const file = el('input', { id: 'import-file', type: 'file', accept: '.zip,.csv,.ndjson,.jsonl' });
  const mapping = el(
    'select',
    { id: 'import-mapping' },
    el('option', { value: '' }, say('relmap’s own columns', 'relmap 自有列')),
    ['salesforce', 'hubspot', 'dynamics'].map((name) =>
      el('option', { value: name }, name[0].toUpperCase() + name.slice(1)),
    ),
  );
  const kind = el('input', { id: 'import-kind', placeholder: 'Contact', autocomplete: 'off' });
  const kind_field = el(
    'div.field',
    { hidden: true },
    el('label', { for: 'import-kind' }, say('The rows are (a label, or an edge type)', '行的类型（标签或边类型）')),
    kind,
  );
  const mapping_field = el(
    'div.field',
    { hidden: true },
    el('label', { for: 'import-mapping' }, say('Columns of', '列来自')),
    mapping,
  );
  const message = el('p.message', { role: 'alert', id: 'import-message' });
  const result = el('div', { 'aria-live': 'polite' });
  let strict = false;
  let running = false;
  const ending = () => file.files[0]?.name.split('.').at(-1).toLowerCase();
  file.addEventListener('change', () => {
    kind_field.hidden = ending() !== 'csv';
    mapping_field.hidden = ending() !== 'zip';
    message.textContent = '';
  });
  const wrong = (text, where = file) => {
    message.textContent = text;
    where.focus();
    return null;
  };
  // {file, type, query}, or null and a message.
  const wanted = () => {
    const [chosen] = file.files;
    message.textContent = '';
    if (!chosen) return wrong(say('Choose a file first.', '请先选择文件。'));
    const type = TYPES[ending()];
    if (!type) return wrong(say('A .zip, .csv or .ndjson file, please.', '请选择 .zip、.csv 或 .ndjson 文件。'));
    const row_kind = kind.value.trim();
    if (ending() === 'csv' && !row_kind)
      return wrong(say('Say what the rows are: Contact, KNOWS, …', '请说明行的类型：Contact、KNOWS 等。'), kind);
    const of_rows = row_kind === row_kind.toUpperCase() ? { type: row_kind } : { label: row_kind };
    const of_file = { csv: of_rows, zip: { mapping: mapping.value } }[ending()] ?? {};
    return { file: chosen, type, query: { strict, ...of_file } };
  };
  // What was tried is what is imported then, whatever has been chosen in the form since.
  const run = async (what, dry_run) => {
    if (!what || running) return;
    running = true;
    set_busy(true);
    try {
      const query = { dry_run, ...what.query };
      const response = await request('start_import', {
        query,
        body: what.file,
        headers: { 'Content-Type': what.type },
      });
      const { id } = await response.json();
      const go_on = button(say('Import it now', '现在导入'), () => run(what, false));
      const job = await follow(id, result, context, (done) => done.dry_run && done.state === 'done' && el('p', go_on));
      if (!job.dry_run && job.state === 'done') toast(say('Imported.', '已导入。'));
      refresh();
    } catch (error) {
      if (error.name !== 'AbortError') fill(result, failure(error));
    } finally {
      running = false;
      set_busy(false);
    }
  };
  const set_busy = (busy) => {
    for (const one of actions.children) one.disabled = busy;
  };
  const actions = el(
    'div.actions',
    el('button', { type: 'submit' }, say('Try it', '试运行')),
    button(say('Import', '导入'), () => run(wanted(), false), { kind: 'plain' }),
  );
  return card(
    say('Bring data in', '导入数据'),
    el(
      'p.quiet',
      say(
        'A folder with nodes/LABEL.csv and edges/TYPE.csv as a .zip, a CRM’s export as a .zip, or one .csv or .ndjson file.',
        '包含 nodes/LABEL.csv 与 edges/TYPE.csv 的文件夹（.zip）、CRM 导出（.zip），或单个 .csv、.ndjson 文件。',
      ),
    ),
    el(
      'form.form',
      {
        onsubmit: (event) => {
          event.preventDefault();
          run(wanted(), true);
        },
      },
      el('div.field', el('label', { for: 'import-file' }, say('File', '文件')), file),
      mapping_field,
      kind_field,
      message,
      checkbox(say('Write nothing unless every row is good', '仅当每行都正确时才写入'), false, (on) => {
        strict = on;
      }),
      actions,
    ),
    result,
  );
}

const earlier = ({ imports }) =>
  card(
    say('Earlier imports', '历史导入'),
    imports.length
      ? el(
          'ul.plainlist',
          imports.map((job) => el('li', job_view(job))),
        )
      : el('p.quiet', say('None yet.', '暂无。')),
  );

export const import_page = {
  title: () => say('Import', '导入'),
  async show(node, context) {
    const list = el('div');
    const refresh = () => show_in(list, () => get('imports', {}, {}, { signal: context.signal }), earlier);
    const may = context.me.role !== 'viewer' && context.me.all_accounts;
    fill(
      node,
      el(
        'div.page',
        el('h1', say('Import', '导入')),
        may
          ? [upload_form(context, refresh), list]
          : el(
              'p.failure',
              say(
                `Importing takes an editor of all accounts; you are ${spoken(context.me.role)}.`,
                `导入需要全部客户的编辑权限；您是${spoken(context.me.role)}。`,
              ),
            ),
      ),
    );
    if (may) await refresh();
  },
};
