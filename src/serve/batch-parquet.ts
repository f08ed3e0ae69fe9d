import type { BatchRequest } from "./batch.ts"
import { contentTypeUnknown } from "./errors.ts"
import type { Service } from "./service.ts"

export async function parquetBatch(_service: Service, _bytes: Buffer, _request: BatchRequest): Promise<Buffer> {
  throw contentTypeUnknown("application/vnd.apache.parquet", ["text/csv"])
}
