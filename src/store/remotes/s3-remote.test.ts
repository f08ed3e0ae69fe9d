import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { expect, onTestFinished, test, vi } from "vitest"
import { hashBytes } from "../../base/index.ts"
import { openRemote } from "../index.ts"
import { bucket, scratch } from "./bucket.test-support.ts"
import { openOutside } from "./outside.ts"
import { openS3 } from "./s3-client.ts"
import { s3Requests } from "./s3-requests.ts"

test("objects go to a bucket and come back, and both ways of asking agree on what is there", async () => {
  const { remote, stored } = await bucket()
  const folder = scratch()
  const items = Array.from({ length: 30 }, (_, index) => {
    const text = `object ${index}`
    const md5 = hashBytes("md5", text)
    writeFileSync(join(folder, md5), text)
    return { file: join(folder, md5), key: `files/md5/ab/${md5.slice(2)}`, md5 }
  })
  expect(await remote.upload(items)).toEqual([])
  expect(stored.size).toBe(30)
  expect([...stored.keys()][0]).toMatch(/^\/bkt\/pre\/files\/md5\/ab\//)
  const keys = items.map(({ key }) => key)
  expect((await remote.existing([...keys, "files/md5/ab/none"])).size, "by listing").toBe(30)
  expect((await remote.existing([keys[0]!, "files/md5/cd/none"])).size, "one by one").toBe(1)
  const down = items.map(({ key, md5 }) => ({ key, md5, file: join(folder, "back", md5) }))
  expect(await remote.download(down)).toEqual([])
  expect(readFileSync(down[7]!.file, "utf8")).toBe("object 7")
  const [fault] = await remote.download([{ key: "files/md5/ab/none", file: join(folder, "none") }])
  expect(fault).toMatchObject({ code: "MISSING" })
})

test("many small objects go and come in threads, and what is missing among them is named", async () => {
  const { remote, stored } = await bucket()
  const folder = scratch()
  const items = Array.from({ length: 310 }, (_, index) => {
    const md5 = hashBytes("md5", `object ${index}`)
    writeFileSync(join(folder, md5), `object ${index}`)
    return { file: join(folder, md5), key: `files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`, md5 }
  })
  expect(await remote.upload(items)).toEqual([])
  expect(stored.size).toBe(310)
  stored.delete(`/bkt/pre/${items[7]!.key}`)
  stored.set(`/bkt/pre/${items[9]!.key}`, Buffer.alloc(3 << 20))
  const down = items.map(({ key, md5 }, index) => ({
    key,
    file: join(folder, "back", md5),
    ...(index === 9 ? {} : { md5 }),
  }))
  expect(await remote.download(down)).toMatchObject([{ key: items[7]!.key, code: "MISSING" }])
  const back = readdirSync(join(folder, "back"))
  expect(back.toSorted()).toEqual(items.flatMap(({ md5 }, index) => (index === 7 ? [] : [md5])).toSorted())
  expect(statSync(join(folder, "back", items[9]!.md5)).size, "too large to come whole").toBe(3 << 20)
  expect(readFileSync(join(folder, "back", items[300]!.md5), "utf8")).toBe("object 300")
})

test("a large object goes and comes in parts, and a part that breaks off is fetched again", async () => {
  const { remote, stored, cutOnce } = await bucket()
  const folder = scratch()
  const bytes = Buffer.alloc(40 << 20, "mlwright")
  for (let at = 0; at < bytes.length; at += 1 << 16) bytes.writeUInt32LE(at, at)
  const md5 = hashBytes("md5", bytes)
  writeFileSync(join(folder, "large"), bytes)
  expect(await remote.upload([{ file: join(folder, "large"), key: "large" }])).toEqual([])
  expect(hashBytes("md5", stored.get("/bkt/pre/large") ?? "")).toBe(md5)
  cutOnce("bytes=2097152-")
  expect(await remote.download([{ key: "large", md5, file: join(folder, "back") }])).toEqual([])
  expect(hashBytes("md5", readFileSync(join(folder, "back")))).toBe(md5)
  expect(readdirSync(folder).sort()).toEqual(["back", "large"])
})

test("an empty object and names with signs and spaces go and come back", async () => {
  const { remote } = await bucket()
  const folder = scratch()
  writeFileSync(join(folder, "a"), "")
  const key = "runs/it's (a) 50%+ näme*!"
  expect(await remote.upload([{ file: join(folder, "a"), key }])).toEqual([])
  expect((await remote.existing([key])).has(key)).toBe(true)
  expect(await remote.download([{ key, file: join(folder, "back") }])).toEqual([])
  expect(readFileSync(join(folder, "back"), "utf8")).toBe("")
})

test("how objects are to be encrypted is said with each, small and large", async () => {
  const sse = { sse: "aws:kms", sseKmsKeyId: "key-1", acl: "bucket-owner-full-control", sessionToken: "for an hour" }
  const { remote, heard } = await bucket(undefined, sse)
  const folder = scratch()
  writeFileSync(join(folder, "small"), "1")
  writeFileSync(join(folder, "large"), Buffer.alloc(33 << 20))
  await remote.upload(["small", "large"].map((key) => ({ file: join(folder, key), key })))
  const wanted = {
    "x-amz-server-side-encryption": "aws:kms",
    "x-amz-server-side-encryption-aws-kms-key-id": "key-1",
    "x-amz-acl": "bucket-owner-full-control",
    "x-amz-security-token": "for an hour",
  }
  expect(heard.get("PUT /bkt/pre/small")).toMatchObject(wanted)
  expect(heard.get("POST /bkt/pre/large?uploads")).toMatchObject(wanted)
  expect(heard.get("PUT /bkt/pre/large")).not.toHaveProperty("x-amz-server-side-encryption")
})

test("a key of one's own and who may read are said with each object, the key also with what reads", async () => {
  const own = Buffer.alloc(32, "k").toString("base64")
  const { remote, stored, heard } = await bucket(undefined, { sseCustomerKey: own, grantRead: 'id="1"' })
  const folder = scratch()
  writeFileSync(join(folder, "small"), "1")
  writeFileSync(join(folder, "large"), Buffer.alloc(33 << 20))
  await remote.upload(["small", "large"].map((key) => ({ file: join(folder, key), key })))
  const key = {
    "x-amz-server-side-encryption-customer-algorithm": "AES256",
    "x-amz-server-side-encryption-customer-key": own,
    "x-amz-server-side-encryption-customer-key-md5": "mT2HRsMGJ5IX5C+0rreZ8Q==",
  }
  expect(heard.get("PUT /bkt/pre/small")).toMatchObject({ ...key, "x-amz-grant-read": 'id="1"' })
  expect(heard.get("POST /bkt/pre/large?uploads")).toMatchObject({ ...key, "x-amz-grant-read": 'id="1"' })
  expect(heard.get("PUT /bkt/pre/large")).toMatchObject(key)
  expect(stored.size).toBe(2)
  await remote.existing(["small"])
  await remote.download([{ key: "small", file: join(folder, "back") }])
  expect(heard.get("HEAD /bkt/pre/small")).toMatchObject(key)
  expect(heard.get("GET /bkt/pre/small")).toMatchObject(key)
})

test("keys and region come from files that are named", async () => {
  const folder = scratch()
  writeFileSync(join(folder, "keys"), "[work]\naws_access_key_id = AKIDWORK\naws_secret_access_key = s\n")
  writeFileSync(join(folder, "settings"), "[profile work]\nregion = eu-west-3\n")
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"])
    vi.stubEnv(name, undefined)
  onTestFinished(() => void vi.unstubAllEnvs())
  const files = { credentialsFile: join(folder, "keys"), configFile: join(folder, "settings"), profile: "work" }
  const s3 = await openS3(files)
  expect([(await s3.config.credentials()).accessKeyId, await s3.config.region()]).toEqual(["AKIDWORK", "eu-west-3"])
  const { line, close } = await s3Requests(s3, "bkt", files)
  expect(line.place).toMatchObject({ protocol: "https:", hostname: "bkt.s3.eu-west-3.amazonaws.com", path: "/" })
  close()
})

test("a setting that cannot be met is told as itself, whichever way objects go", async () => {
  const folder = scratch()
  const { remote } = await bucket(undefined, { verifyTls: join(folder, "none.pem") })
  const told = { code: "store.certificates-unreadable" }
  await expect(remote.download([{ key: "a", file: join(folder, "a") }])).rejects.toMatchObject(told)
  await expect(remote.existing(["a"])).rejects.toMatchObject(told)
})

test("a clock that is wrong is set right by the server's", async () => {
  let refusals = 1
  const { remote, heard } = await bucket(() => (refusals-- > 0 ? [403, "RequestTimeTooSkewed"] : undefined), {
    serverDate: "Tue, 01 Jan 2030 00:00:00 GMT",
  })
  const folder = scratch()
  writeFileSync(join(folder, "a"), "1")
  expect(await remote.upload([{ file: join(folder, "a"), key: "a" }])).toEqual([])
  expect(heard.get("PUT /bkt/pre/a")?.["x-amz-date"]).toMatch(/^20300101T0000/)
})

test("a server that is overloaded for a while is asked again", async () => {
  let refusals = 3
  const { remote, stored } = await bucket(() => (refusals-- > 0 ? [503, "SlowDown"] : undefined))
  const folder = scratch()
  writeFileSync(join(folder, "a"), "1")
  expect(await remote.upload([{ file: join(folder, "a"), key: "a" }])).toEqual([])
  expect(stored.size).toBe(1)
})

test.each(["ExpiredToken", "InvalidAccessKeyId", "AccessDenied"])(
  "credentials refused with %s say what to do",
  async (code) => {
    const { remote } = await bucket(() => [403, code])
    const folder = scratch()
    writeFileSync(join(folder, "a"), "1")
    await expect(remote.upload([{ file: join(folder, "a"), key: "a" }])).rejects.toMatchObject({
      code: "store.credentials-refused",
    })
    const askings = [
      () => remote.download([{ file: join(folder, "b"), key: "a" }]),
      () => remote.list(""),
      () => remote.remove(["a"]),
    ]
    for (const asking of askings) await expect(asking()).rejects.toMatchObject({ code: "store.credentials-refused" })
  },
)

test("an object of some megabytes is sent without being held in memory", async () => {
  const { remote, heard, stored } = await bucket()
  const file = join(scratch(), "large")
  writeFileSync(file, "text".repeat(1 << 20))
  expect(await remote.upload([{ file, key: "large" }])).toEqual([])
  expect(stored.get("/bkt/pre/large")?.equals(readFileSync(file))).toBe(true)
  expect(heard.get("PUT /bkt/pre/large")?.["x-amz-content-sha256"]).toBe("UNSIGNED-PAYLOAD")
})

test("of an object that cannot be put together from its parts none is left behind", async () => {
  let answers = 0
  const { remote, heard } = await bucket(() => (answers++ > 2 ? [400, "InvalidPart"] : undefined))
  const file = join(scratch(), "large")
  writeFileSync(file, "")
  truncateSync(file, 33 << 20)
  expect(await remote.upload([{ file, key: "large" }])).toMatchObject([{ key: "large", code: "InvalidPart" }])
  expect([...heard.keys()]).toContain("DELETE /bkt/pre/large")
})

test("a bucket of another region says which one to set, however it is asked", async () => {
  const server = createServer((_request, answer) => {
    answer.writeHead(301, { "x-amz-bucket-region": "eu-west-1" }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const settings = { endpointUrl, accessKeyId: "key", secretAccessKey: "secret" }
  const remote = openRemote("s3://bkt/pre", settings)
  onTestFinished(() => {
    remote.close()
    server.close()
  })
  const keys = Array.from({ length: 20 }, (_, index) => `files/md5/ab/${index}`)
  const askings = [
    () => remote.existing(["a"]),
    () => remote.existing(keys),
    () => remote.list(""),
    () => openOutside("s3://bkt/a", settings),
  ]
  for (const asking of askings)
    await expect(asking()).rejects.toMatchObject({
      code: "store.bucket-elsewhere",
      hint: expect.stringContaining("region eu-west-1"),
    })
})

test("objects that the bucket does not give up are not taken for removed, although it answers 200", async () => {
  const kept = "<Error><Key>pre/a</Key><Code>AccessDenied</Code><Message>kept</Message></Error>"
  const server = createServer((_request, answer) => answer.end(`<DeleteResult>${kept}</DeleteResult>`))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const remote = openRemote("s3://bkt/pre", { endpointUrl, accessKeyId: "key", secretAccessKey: "secret" })
  onTestFinished(() => {
    remote.close()
    server.close()
  })
  await expect(remote.remove(["a"])).rejects.toMatchObject({
    code: "store.credentials-refused",
    message: expect.stringContaining("kept"),
  })
})

test("credentials that expire while parts are under way say what to do", async () => {
  let answers = 0
  const { remote, stored } = await bucket(() => (answers++ > 0 ? [400, "ExpiredToken"] : undefined))
  stored.set("/bkt/pre/large", Buffer.alloc(40 << 20))
  await expect(remote.download([{ file: join(scratch(), "large"), key: "large" }])).rejects.toMatchObject({
    code: "store.credentials-refused",
  })
})

test("a sign-in that is over says to sign in anew", async () => {
  const folder = scratch()
  const config = "[profile work]\nsso_session = work\nsso_account_id = 1\nsso_role_name = r\nregion = us-east-1\n"
  const session = "[sso-session work]\nsso_region = us-east-1\nsso_start_url = https://example.invalid/start\n"
  writeFileSync(join(folder, "config"), config + session)
  writeFileSync(join(folder, "a"), "1")
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"])
    vi.stubEnv(name, undefined)
  vi.stubEnv("HOME", folder)
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"))
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "none"))
  onTestFinished(() => void vi.unstubAllEnvs())
  const remote = openRemote("s3://bkt/pre", { profile: "work" })
  onTestFinished(() => remote.close())
  await expect(remote.upload([{ file: join(folder, "a"), key: "a" }])).rejects.toMatchObject({
    code: "store.credentials-refused",
    message: expect.stringContaining("work"),
    hint: expect.stringContaining("aws sso login"),
  })
})

test("a bucket that is open to all is read without credentials", async () => {
  const folder = scratch()
  vi.stubEnv("HOME", folder)
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true")
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"]) vi.stubEnv(name, undefined)
  onTestFinished(() => void vi.unstubAllEnvs())
  const { remote: owner, stored, heard, endpointUrl } = await bucket()
  owner.close()
  stored.set("/bkt/pre/a", Buffer.from("1"))
  const remote = openRemote("s3://bkt/pre", { endpointUrl, anonymous: true })
  onTestFinished(() => remote.close())
  expect(await remote.existing(["a", "b"])).toEqual(new Set(["a"]))
  expect(await remote.download([{ key: "a", file: join(folder, "a") }])).toEqual([])
  expect(heard.get("GET /bkt/pre/a")).not.toHaveProperty("authorization")
})
