import { useMediaQuery } from "@mantine/hooks";
import { Notifications } from "@mantine/notifications";

/** Where they never lie over the kill button: it is at the top on a desk and at the bottom on a phone. */
export function Toasts() {
  const phone = useMediaQuery("(max-width: 48em)");
  return <Notifications position={phone ? "top-center" : "bottom-right"} containerWidth="24rem" />;
}
