// The language of the reader, and words that stand for values of the data.

const LANGS = ['en', 'zh'];

function first_language() {
  const asked = new URLSearchParams(location.search).get('lang');
  if (LANGS.includes(asked)) return asked;
  const kept = localStorage.getItem('relmap.lang');
  if (LANGS.includes(kept)) return kept;
  return navigator.language?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

let current = first_language();

export const lang = () => current;

export function set_lang(next) {
  current = next;
  localStorage.setItem('relmap.lang', next);
  document.documentElement.lang = next === 'zh' ? 'zh-Hans' : 'en';
}

// Both languages side by side where they are used: say('Accounts', '客户').
export const say = (en, zh) => (current === 'zh' ? zh : en);

// [English, Chinese] of the enumerations of the schema.
const SPOKEN = {
  strategic: ['strategic', '战略'],
  large: ['large', '大型'],
  smb: ['SMB', '中小'],
  grow: ['grow', '增长'],
  hold: ['hold', '保持'],
  exit: ['exit', '退出'],
  c_level: ['C-level', '最高管理层'],
  vp: ['VP', '副总裁'],
  director: ['director', '总监'],
  manager: ['manager', '经理'],
  staff: ['staff', '员工'],
  inner_circle: ['inner circle', '核心圈'],
  political_structure: ['political structure', '决策圈'],
  outside: ['outside', '决策圈外'],
  mentor: ['mentor', '导师'],
  supporter: ['supporter', '支持者'],
  neutral: ['neutral', '中立者'],
  non_supporter: ['non-supporter', '不支持者'],
  enemy: ['enemy', '反对者（敌对）'],
  unknown: ['not known', '未知'],
  innovator: ['innovator', '创新者'],
  visionary: ['visionary', '远见者'],
  pragmatist: ['pragmatist', '实用主义者'],
  conservative: ['conservative', '保守者'],
  laggard: ['laggard', '落后者'],
  vendor: ['vendor', '普通供应商'],
  credible_source: ['credible source', '可信来源'],
  problem_solver: ['problem solver', '问题解决者'],
  trusted_advisor: ['trusted advisor', '可信赖的顾问'],
  brief: ['brief', '浅'],
  multiple: ['multiple', '多次'],
  in_depth: ['in depth', '深入'],
  account_sponsor: ['account sponsor', '我方高层赞助人'],
  account_manager: ['account manager', '客户经理'],
  account_executive: ['account executive', '客户主管'],
  presales: ['presales', '售前'],
  commercial_support: ['commercial support', '商务支持'],
  business_line_seller: ['business line seller', '业务线销售'],
  delivery_lead: ['delivery lead', '交付负责人'],
  marketing: ['marketing', '市场'],
  telesales: ['telesales', '电话销售'],
  sales_operations: ['sales operations', '销售运营'],
  finance: ['finance', '财务'],
  legal: ['legal', '法务'],
  sales: ['sales', '销售'],
  delivery: ['delivery', '交付'],
  commercial: ['commercial', '商务'],
  executive: ['executive', '高管'],
  lead: ['lead', '线索'],
  qualified: ['qualified', '已确认'],
  proposal: ['proposal', '方案报价'],
  negotiation: ['negotiation', '谈判'],
  won: ['won', '赢单'],
  lost: ['lost', '丢单'],
  open: ['open', '进行中'],
  delivered: ['delivered', '已交付'],
  cancelled: ['cancelled', '已取消'],
  done: ['done', '已完成'],
  dropped: ['dropped', '已放弃'],
  new: ['new', '新建'],
  working: ['working', '跟进中'],
  handed_over: ['handed over', '已移交'],
  cross_sell: ['cross-sell', '交叉销售'],
  introduction: ['introduction', '引荐'],
  meeting: ['meeting', '会面'],
  follow_up: ['follow-up', '跟进'],
  approver: ['approver', '批准者'],
  decision_maker: ['decision maker', '决策者'],
  champion: ['champion', '内部拥护者'],
  evaluator: ['evaluator', '评估者'],
  user: ['user', '使用者'],
  procurement: ['procurement', '采购'],
  coach: ['coach', '教练'],
  influencer: ['influencer', '影响者'],
  weak: ['weak', '弱'],
  moderate: ['moderate', '中'],
  strong: ['strong', '强'],
  positive: ['positive', '正面'],
  conflict: ['conflict', '冲突'],
  solid: ['solid line', '实线'],
  dotted: ['dotted line', '虚线'],
  eligible: ['eligible', '适用'],
  not_eligible: ['not eligible', '不适用'],
  competitor: ['competitor', '竞争对手占据'],
  red: ['urgent', '紧急'],
  amber: ['important', '重要'],
  info: ['for information', '供参考'],
  whitespace: ['whitespace', '空白商机'],
  colleague: ['colleague', '同事'],
  alumni: ['alumni', '前同事'],
  board: ['board', '董事会'],
  school: ['school', '校友'],
  on_track: ['on track', '正常'],
  at_risk: ['at risk', '有风险'],
  proposed: ['proposed', '提议'],
  missed: ['missed', '未达成'],
  met: ['met', '已达成'],
  reached: ['reached', '已达成'],
  viewer: ['viewer', '查看者'],
  editor: ['editor', '编辑者'],
  admin: ['admin', '管理员'],
};

// A value as a person says it; one that is not known here as it is.
export function spoken(value) {
  if (value === null || value === undefined || value === '') return '–';
  const words = Object.hasOwn(SPOKEN, value) ? SPOKEN[value] : null;
  return words ? say(...words) : String(value).replaceAll('_', ' ');
}

// The schema's names of properties.
const PROPERTIES = {
  name: ['Name', '名称'],
  title: ['Title', '职务'],
  level: ['Level', '级别'],
  political_status: ['Political status', '政治地位'],
  support: ['Support', '态度'],
  adaptability: ['Adaptability', '适应性'],
  email: ['E-mail', '电子邮件'],
  phone: ['Phone', '电话'],
  placeholder: ['Role known, person not', '占位'],
  left_on: ['Left on', '离职日期'],
  notes: ['Notes', '备注'],
  note: ['Note', '备注'],
  relationship_level: ['They see us as', '关系级别'],
  desired_level: ['Wanted level', '目标关系级别'],
  contact_depth: ['Depth of contact', '接触深度'],
  strength: ['Strength', '强度'],
  last_contact: ['Last contact', '上次联系'],
  cadence_days: ['Cadence, days', '联系间隔（天）'],
  kind: ['Kind', '类型'],
  since: ['Since', '自'],
  until: ['Until', '至'],
  role: ['Role', '角色'],
  stage: ['Stage', '阶段'],
  amount: ['Amount', '金额'],
  currency: ['Currency', '币种'],
  close_date: ['Close date', '预计成交日期'],
  created_on: ['Created on', '创建日期'],
  status: ['Status', '状态'],
  due_on: ['Due on', '截止日期'],
  plan_year: ['Plan year', '规划年度'],
  statement: ['Statement', '表述'],
  target: ['Target', '目标值'],
  function: ['Function', '职能'],
  tier: ['Tier', '客户级别'],
  industry: ['Industry', '行业'],
  region: ['Region', '地区'],
  revenue: ['Revenue', '营收'],
  potential: ['Potential', '潜力'],
  strategic_intent: ['Intent', '战略意图'],
  context: ['Context', '背景'],
  planning_date: ['Next planning session', '规划会日期'],
  last_planning_date: ['Last planning session', '上次规划会日期'],
  business_line: ['Business line', '业务线'],
};

export function property_name(name) {
  const words = Object.hasOwn(PROPERTIES, name) ? PROPERTIES[name] : null;
  return words ? say(...words) : name.replaceAll('_', ' ');
}

// The parts of the score, in the order in which they are told.
export const SCORE_PARTS = [
  ['people', 'People', '人员'],
  ['team', 'Team roles', '团队角色'],
  ['lines', 'Business lines', '业务线'],
  ['opportunities', 'Opportunities', '商机'],
];

// How many of us look after how many accounts of a tier.
export const coverage_model = (tier) =>
  ({
    strategic: say('N to 1: a team for one account', 'N 对 1：一个团队服务一个客户'),
    large: say('1 to N: one manager, several accounts', '1 对 N：一名经理负责多个客户'),
    smb: say('1 to many: marketing and telesales', '1 对多：市场与电话销售'),
  })[tier];

// "1 day", "3 days".
export const days = (n) => say(n === 1 ? '1 day' : `${n} days`, `${n} 天`);
