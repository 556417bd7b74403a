import { revokeRobot, robotsQuery, rotateRobot } from "../api/people.ts";
import { useProject } from "../ui/project.ts";
import { EditRobot } from "./edit-robot.tsx";
import { RobotForm } from "./robot-form.tsx";
import { rolesWords } from "./role-words.ts";
import { TokenPanel } from "./token-panel.tsx";

/** Accounts of programs: each has roles of its own and a token, and stands in the history under its name. */
export function Robots() {
  const project = useProject();
  return (
    <TokenPanel
      title="API tokens of programs"
      empty="None. A pipeline or a bot gets a token with a role of its own here; your own are under your account."
      query={robotsQuery(project.key)}
      rotate={(id) => rotateRobot(project.key, id)}
      revoke={(id) => revokeRobot(project.key, id)}
      about={(robot) => `${rolesWords(robot)} · by ${robot.createdBy}`}
      formTitle="Create an API token for a program"
      form={(onCreated, onClose) => <RobotForm onCreated={onCreated} onClose={onClose} />}
      formSize="lg"
      edit={(robot, onClose) => <EditRobot robot={robot} onClose={onClose} />}
    />
  );
}
