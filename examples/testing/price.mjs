/** @param flags the client, or one for tests */
export function priceOf(amount, flags, person) {
  const discount = flags.isEnabled("summer-sale", person) ? 0.8 : 1;
  const shipping = flags.isEnabled("free-shipping", person) ? 0 : 5;
  return amount * discount + shipping;
}
