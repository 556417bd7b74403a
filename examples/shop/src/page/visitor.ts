import { LAST_NUMBER, SHOPPERS, type Shopper, shopperOf } from "../shoppers.ts";

const REMEMBERED_AS = "shopper";

/** Who the visitor of this page is: the same person after a reload. */
export function visitor(): Shopper {
  const number = Number(sessionStorage.getItem(REMEMBERED_AS));
  const isOne = Number.isInteger(number) && number > SHOPPERS && number <= LAST_NUMBER;
  return isOne ? shopperOf(number) : becomeSomeoneElse();
}

/** A visitor by chance, remembered from now on. */
export function becomeSomeoneElse(): Shopper {
  const number = SHOPPERS + 1 + Math.floor(Math.random() * (LAST_NUMBER - SHOPPERS));
  sessionStorage.setItem(REMEMBERED_AS, String(number));
  return shopperOf(number);
}
