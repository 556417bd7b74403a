import { Center, Loader } from "@mantine/core";

export function Loading() {
  return (
    <Center mih="50vh">
      <Loader role="status" aria-label="Loading" />
    </Center>
  );
}
