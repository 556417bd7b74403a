import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSearch, termHints } from "./index.ts";

describe("a search", () => {
  it("is words, phrases and terms", () => {
    expect(parseSearch('  env:prod STATE:On tag:"two words"  checkout "free words" state:killed ')).toEqual({
      words: ["checkout", "free words"],
      terms: { env: ["prod"], state: ["on", "killed"], tag: ["two words"] },
      without: { words: [], terms: {} },
      problems: [],
    });
  });

  it("takes what a minus stands before for what must not be", () => {
    expect(parseSearch('new-checkout -tag:old -tag:"two words" -draft -"free words" - state:on')).toEqual({
      words: ["new-checkout", "-"],
      terms: { state: ["on"] },
      without: { words: ["draft", "free words"], terms: { tag: ["old", "two words"] } },
      problems: [],
    });
    expect(parseSearch("-state:asleep").problems).toHaveLength(1);
    expect(parseSearch("-env:production").problems[0]?.message).toContain("env: says where state: looks");
  });

  it.each([
    ["flavour:x", "There is no flavour: to search by, only env, state, stage, owner, tag, type"],
    ["state:asleep", 'state: takes on, off, killed, ramping, received "asleep"'],
    ["owner: a", "owner: needs a value, such as owner:me"],
    ['tag:""', "tag: needs a value"],
  ])("names what is wrong with %s", (text, message) => {
    const { problems } = parseSearch(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(message);
  });

  it("takes an open quote, a lone one and a colon in a word as they are", () => {
    expect(parseSearch('"new check').words).toEqual(["new check"]);
    expect(parseSearch('a " b').words).toEqual(["a", " b"]);
    expect(parseSearch("2:1 :x").words).toEqual(["2:1", ":x"]);
  });

  it("knows its terms by their own names only", () => {
    expect(parseSearch("constructor:x").problems).toHaveLength(1);
  });

  it("never fails, and loses no letter of a word", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const { words, without, problems } = parseSearch(text);
        for (const word of [...words, ...without.words]) expect(text).toContain(word);
        for (const { part } of problems) expect(text).toContain(part);
      }),
    );
  });
});

describe("hints", () => {
  it("go on with the word that is being typed", () => {
    expect(termHints("")).toEqual(["env:", "state:", "stage:", "owner:", "tag:", "type:"]);
    expect(termHints("checkout sta")).toEqual(["state:", "stage:"]);
    expect(termHints("-sta")).toEqual(["-state:", "-stage:"]);
    expect(termHints("-state:k")).toEqual(["-state:killed"]);
    expect(termHints("state:k")).toEqual(["state:killed"]);
    expect(termHints("state:killed")).toEqual([]);
    expect(termHints("env:", { env: ["staging", "production"] })).toEqual(["env:staging", "env:production"]);
    expect(termHints("tag:t", { tag: ["two words", "x"] })).toEqual(['tag:"two words"']);
    expect(termHints('tag:"two w')).toEqual([]);
  });
});
