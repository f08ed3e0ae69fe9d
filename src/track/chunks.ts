/** Read what belongs to many ids, some at a time: a database takes only so many values in one statement. */
export async function inChunks<Id, Row>(
  ids: readonly Id[],
  read: (some: readonly Id[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    for (const row of await read(ids.slice(start, start + IDS_AT_ONCE))) rows.push(row)
  }
  return rows
}

const IDS_AT_ONCE = 1000
