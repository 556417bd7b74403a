/** Where a command acts. */
export interface Place {
  project: string;
  environment: string;
}

const part = encodeURIComponent;

export const projectPath = ({ project }: { project: string }) => `/api/v1/projects/${part(project)}`;

export const environmentPath = (place: Place) => `${projectPath(place)}/environments/${part(place.environment)}`;

export const flagPath = (place: Place, flag: string) => `${environmentPath(place)}/flags/${part(flag)}`;
