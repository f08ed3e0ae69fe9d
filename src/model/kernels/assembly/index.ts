export { encode } from "./codes"
export { addBlock, addRow } from "./trees"
export { open } from "./space"
