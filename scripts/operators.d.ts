export function operatorsPage(): string;
