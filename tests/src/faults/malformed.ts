// What a broken server, or something between, might send to an SDK that holds version `version` of epoch "e1". Nothing
// of it may change one answer.

interface Held {
  flags: readonly object[];
  segments: readonly object[];
}

/** Text messages. Some are right but for one thing, and say otherwise what is held. */
export function malformedMessages(version: number, { flags, segments }: Held): [name: string, text: string][] {
  const snapshot = { type: "snapshot", epoch: "e1", version: version + 1, flags, segments };
  const changes = { type: "changes", from: version, to: version + 1, flags, segments, removed: { flags: [] } };
  const whole = JSON.stringify(snapshot);
  const said = (message: object) => JSON.stringify(message);
  return [
    ["nothing", ""],
    ["blanks", " \n\t "],
    ["not JSON", "<html><body>502 Bad Gateway</body></html>"],
    ["a byte order mark", `\uFEFF${whole}`],
    ["two messages in one", whole + whole],
    ["a comma too many", whole.replace("]", ",]")],
    ...[1, 10, Math.floor(whole.length / 2), whole.length - 1].map((length): [string, string] => [
      `a snapshot cut after ${length}`,
      whole.slice(0, length),
    ]),
    ...["null", "true", "1", '"snapshot"', "[]", "{}", `[${whole}]`].map((text): [string, string] => [text, text]),
    ["an unknown type", said({ ...snapshot, type: "snapshot2" })],
    ["a type of the prototype", said({ ...snapshot, type: "__proto__" })],
    ["a type that is no text", said({ ...snapshot, type: ["snapshot"] })],
    ["100,000 arrays, one in another", "[".repeat(100_000) + "]".repeat(100_000)],
    ["100,000 objects, not ended", '{"type":'.repeat(100_000)],

    ["an empty set of flags", said({ ...snapshot, flags: [] })],
    ["an older snapshot", said({ ...snapshot, version: version - 1, flags: [] })],
    ["an older snapshot with other flags", said({ ...snapshot, version: 0, flags: [{ key: "other" }] })],
    ["a snapshot without flags", said({ ...snapshot, flags: undefined })],
    ["a snapshot without epoch", said({ ...snapshot, epoch: undefined })],
    ["a snapshot whose epoch is a number", said({ ...snapshot, epoch: 1 })],
    ["a snapshot whose stamp is a number", said({ ...snapshot, stamp: 1 })],
    ...[undefined, null, -1, 0.5, "2", 2 ** 53, [2], { valueOf: 2 }].map((bad): [string, string] => [
      `a snapshot of version ${JSON.stringify(bad)}`,
      said({ ...snapshot, version: bad }),
    ]),
    ["a version beyond every number", whole.replace(`"version":${version + 1}`, '"version":1e999')],
    ...[null, 1, "flags", {}, { length: 1 }, [null], [1], ["a"], [[]], [{}], [{ key: 1 }], [{ key: null }]].map(
      (bad): [string, string] => [
        `a snapshot with the flags ${JSON.stringify(bad)}`,
        said({ ...snapshot, flags: bad }),
      ],
    ),
    ["one flag without a key among good ones", said({ ...snapshot, flags: [...flags, { type: "boolean" }] })],
    ...[undefined, null, 1, "friends", {}, [null], [1], ["friends"], [[]], [{}], [...segments, { key: 1 }]].map(
      (bad): [string, string] => [
        `a snapshot with the segments ${JSON.stringify(bad)}`,
        said({ ...snapshot, segments: bad }),
      ],
    ),

    ["changes of a version that isn't held", said({ ...changes, from: version + 1, to: version + 2, flags: [] })],
    [
      "changes that were made before",
      said({ ...changes, from: version - 2, to: version - 1, removed: { flags: ["steady"] } }),
    ],
    ["changes that lead back", said({ ...changes, to: version - 1, removed: { flags: ["steady"] } })],
    ["changes that lead nowhere", said({ ...changes, to: version, removed: { flags: ["steady"] } })],
    ["changes without what is removed", said({ ...changes, removed: undefined })],
    ...[
      null,
      1,
      "steady",
      { flags: "steady" },
      { flags: [1] },
      { flags: [null] },
      { flags: { 0: "steady" } },
      { flags: [], segments: "x" },
      { flags: [], segments: [1] },
    ].map((bad): [string, string] => [
      `changes that remove ${JSON.stringify(bad)}`,
      said({ ...changes, removed: bad }),
    ]),
    ...[undefined, null, "1", -1, 1.5].map((bad): [string, string] => [
      `changes from ${JSON.stringify(bad)}`,
      said({ ...changes, from: bad, removed: { flags: ["steady"] } }),
    ]),
    ...[null, {}, [null], [{}]].map((bad): [string, string] => [
      `changes with the flags ${JSON.stringify(bad)}`,
      said({ ...changes, flags: bad }),
    ]),

    ...[null, 1, "friends", {}, [null], ["friends"], [{}]].map((bad): [string, string] => [
      `changes with the segments ${JSON.stringify(bad)}`,
      said({ ...changes, segments: bad }),
    ]),

    ["current, of another version", said({ type: "current", version: version + 1 })],
    ["current, of an older version", said({ type: "current", version: 0 })],
    ["current without a version", said({ type: "current" })],
    ["a goaway without a time", said({ type: "goaway" })],
    ["a goaway before now", said({ type: "goaway", afterMs: -1 })],
    ["a goaway at some text", said({ type: "goaway", afterMs: "soon" })],
  ];
}

const sized = (opcode: number, payload: Buffer) =>
  Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), payload]);

/** Bytes that are no WebSocket frames as RFC 6455 has them: they end the connection, too. */
export const MALFORMED_FRAMES: [name: string, bytes: Buffer][] = [
  ["text that is not UTF-8", sized(1, Buffer.from([0xc3, 0x28]))],
  ["a reserved opcode", sized(3, Buffer.from("{}"))],
  ["a reserved bit", Buffer.from([0xc1, 0x02, 0x7b, 0x7d])],
  ["a masked frame from a server", Buffer.from([0x81, 0x82, 1, 2, 3, 4, 0x7a, 0x7f])],
  ["a ping in pieces", Buffer.from([0x09, 0x00])],
  ["a continuation of nothing", Buffer.from([0x80, 0x00])],
  ["a length of 2^63", Buffer.from([0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0])],
  ["a length above the limit", Buffer.from([0x81, 127, 0, 0, 0, 0, 0x10, 0, 0, 0])],
  ["a close frame of one byte", Buffer.from([0x88, 0x01, 0x03])],
  ["HTTP in the midst of the stream", Buffer.from("HTTP/1.1 500 Internal Server Error\r\n\r\n")],
  ["a binary message", sized(2, Buffer.from('{"type":"snapshot"}'))],
];
