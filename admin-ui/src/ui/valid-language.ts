/**
 * Chromium that was started in a POSIX locale calls its language "en-US@posix", which Intl refuses. Libraries that ask Intl for it while they are
 * loaded, as the charts do, would take the screen with them.
 */
export function validLanguage(language: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language).length > 0 ? language : "en";
  } catch {
    return "en";
  }
}

if (typeof navigator !== "undefined" && validLanguage(navigator.language) !== navigator.language) {
  Object.defineProperty(navigator, "language", { value: "en", configurable: true });
}
