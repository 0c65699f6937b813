// The account of the samples that most tests look at.
export const BANK = 'oceanic-bank';
