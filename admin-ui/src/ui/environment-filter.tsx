import { NativeSelect } from "@mantine/core";
import { useEnvironments } from "./project.ts";

interface EnvironmentFilterProps {
  value: string | undefined;
  onChange: (environment: string | undefined) => void;
  /** Offer "All environments". */
  withAll?: boolean;
}

export function EnvironmentFilter({ value = "", onChange, withAll = false }: EnvironmentFilterProps) {
  const environments = useEnvironments().map(({ key, name }) => ({ value: key, label: name }));
  return (
    <NativeSelect
      label="Environment"
      w="min(16rem, 100%)"
      value={value}
      onChange={({ currentTarget: { value } }) => onChange(value || undefined)}
      data={withAll ? [{ value: "", label: "All environments" }, ...environments] : environments}
    />
  );
}
