// report.js URL: lists the accounts of a relmap and reads the coverage report of the first, with the generated client.
// The types written out here are what a client's author may rely on: a schema that says otherwise does not compile.
import { createClient } from "./generated/client";
import { getAccounts, getAccountsCoverage } from "./generated";
import type { Accounts, Coverage } from "./generated";

const url = process.argv[2];
if (url === undefined) throw new Error("usage: report.js URL");
const client = createClient({ baseUrl: url });

async function accounts(): Promise<Accounts> {
  const { data } = await getAccounts({ client, throwOnError: true });
  return data;
}

async function coverage(id: string): Promise<Coverage> {
  const { data } = await getAccountsCoverage({ client, path: { id }, throwOnError: true });
  return data;
}

async function main(): Promise<void> {
  const list = await accounts();
  for (const account of list.accounts) {
    const score: number = account.score;
    const tier: "strategic" | "large" | "smb" = account.tier;
    console.log(`${account.id}: ${account.name}, ${tier}, score ${score}, ${account.gaps.red} red, ${account.gaps.amber} amber`);
  }

  const first = list.accounts[0];
  if (first === undefined) throw new Error("there are no accounts");
  const report = await coverage(first.id);
  console.log(`\n${report.account.name} on ${report.date}: ${report.score.total}`);
  for (const gap of report.gaps) {
    const severity: "red" | "amber" | "info" | "whitespace" = gap.severity;
    const witnesses: Array<string> = gap.witness.nodes;
    console.log(`${severity.padEnd(10)} ${gap.subject.label}/${gap.subject.id}: ${gap.because} (${witnesses.length} witnesses)`);
  }
  if (report.gaps.length === 0) throw new Error("the sample account has gaps");
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
