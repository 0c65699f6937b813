// Finding people of an account by name or title, among those that are known already.
const MOST = 12;

// people(): rows of the account's people. Returns what a picker takes as `find`.
export const finder = (people) => (text) => {
  const wanted = text.toLowerCase();
  const fits = (row) => `${row.contact.name} ${row.title ?? ''}`.toLowerCase().includes(wanted);
  return people()
    .filter(fits)
    .slice(0, MOST)
    .map((row) => ({ ...row.contact, title: row.title, unit: row.unit }));
};
