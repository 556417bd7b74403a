/** How many shoppers are on the floor. */
export const SHOPPERS = 100;
/** Visitors of the page are shoppers too, numbered after those on the floor. */
export const LAST_NUMBER = 2600;

export interface Shopper {
  /** 1 to {@link SHOPPERS} on the floor, up to {@link LAST_NUMBER} for visitors. */
  number: number;
  name: string;
  country: string;
  plan: string;
}

// biome-ignore format: a table
const NAMES = [
  "Ada", "Amara", "Anouk", "Arjun", "Asha", "Aziz", "Bao", "Beatriz", "Bela", "Bjarne",
  "Camille", "Carlos", "Chen", "Chidi", "Clara", "Dana", "Davi", "Dilek", "Dina", "Dmitri",
  "Edda", "Elif", "Elio", "Emeka", "Esi", "Fatima", "Felix", "Finn", "Freya", "Gael",
  "Gita", "Goran", "Grace", "Hana", "Hiro", "Hugo", "Ida", "Ilan", "Imani", "Ines",
  "Ivo", "Jada", "Jan", "Jia", "Joao", "Jun", "Kai", "Kamala", "Katya", "Kofi",
  "Lars", "Leila", "Lena", "Liam", "Lin", "Luca", "Mae", "Malik", "Maria", "Mei",
  "Mika", "Mina", "Nadia", "Naoki", "Nils", "Noor", "Nora", "Odin", "Olga", "Omar",
  "Oona", "Oscar", "Paola", "Pavel", "Petra", "Priya", "Quinn", "Rafa", "Rania", "Ravi",
  "Rosa", "Ruth", "Sami", "Sana", "Sofia", "Sven", "Taro", "Tess", "Thabo", "Tomas",
  "Uma", "Vera", "Viktor", "Wen", "Wanda", "Xenia", "Yara", "Yusuf", "Zara", "Zoë",
];
const COUNTRIES = ["DE", "AT", "CH", "FR", "US", "BR", "IN", "JP", "NG"];
const PLANS = ["free", "free", "plus", "free", "pro"];

/** The same shopper for the same number, in every process and every page. */
export function shopperOf(number: number): Shopper {
  const index = number - 1;
  const name = NAMES[index % NAMES.length] ?? "";
  const family = Math.floor(index / NAMES.length);
  return {
    number,
    name: family === 0 ? name : `${name} ${String.fromCharCode(64 + family)}.`,
    country: COUNTRIES[(index * 7) % COUNTRIES.length] ?? "",
    plan: PLANS[(index * 3) % PLANS.length] ?? "",
  };
}

/**
 * What the flag is asked with, in Node and in the browser alike. The targeting key decides who is in a percentage;
 * the attributes are there for rules.
 */
export function contextOf(shopper: Shopper) {
  return {
    targetingKey: `shopper-${shopper.number}`,
    name: shopper.name,
    country: shopper.country,
    plan: shopper.plan,
  };
}

export const everyone: readonly Shopper[] = Array.from({ length: SHOPPERS }, (_, index) => shopperOf(index + 1));
