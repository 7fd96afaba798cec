export function writeBillOfMaterials(target: string, output: string): void;
