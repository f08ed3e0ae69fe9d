export { encode } from "./codes"
export { explain, openExplain } from "./explain"
export { addBlock, addRow } from "./trees"
export { open } from "./space"
