/** What is at an address. @param name what it is called where it is not there @throws Error then */
export async function fetched(address: string, name = address): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${name} cannot be read: the host answers ${response.status}`);
  return response;
}
