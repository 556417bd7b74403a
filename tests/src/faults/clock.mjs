// Preloaded into a process: with each SIGUSR2 its wall clock stands so many milliseconds away from the machine's as the
// next of CLOCK_OFFSETS says.

const RealDate = Date;
const offsets = process.env.CLOCK_OFFSETS.split(",").map(Number);
let offset = 0;

globalThis.Date = class extends RealDate {
  constructor(...fields) {
    if (fields.length > 0) super(...fields);
    else super(RealDate.now() + offset);
  }
  static now() {
    return RealDate.now() + offset;
  }
};

process.on("SIGUSR2", () => {
  offset = offsets.shift();
});
