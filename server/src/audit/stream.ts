const ENCODER = new TextEncoder();

/**
 * Texts as the body of an answer, made as fast as they are read and no faster: what is in memory is one of them.
 *
 * @param texts whoever stops to read ends it
 */
export function streamOf(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(ENCODER.encode(value));
    },
    async cancel() {
      await texts.return(undefined);
    },
  });
}
