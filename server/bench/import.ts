export async function benchImport(_directory: string): Promise<void> {}
