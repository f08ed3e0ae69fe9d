/** The library for browsers, `mlwright/browser`: a model artifact fetched and asked in the page, to the bits of every other way to predict. */
export {
  fetchModel as loadModel,
  type Model,
  type ModelFiles,
  predictRecords,
  type RecordAnswer,
  type RecordOptions,
} from "./model/index.ts"
