// What a graph model of TensorFlow.js gives: node run_tensorflow_js.js MODEL_FOLDER <inputs.json >outputs.json
// Either file is {NAME: {"shape": [...], "type": ..., "values": [...]}}, values in row-major order.
const fs = require("fs");
const path = require("path");

console.warn = () => {}; // that a native library would be faster
const tf = require("@tensorflow/tfjs");

function fromFolder(folder) {
  const model = JSON.parse(fs.readFileSync(path.join(folder, "model.json"), "utf8"));
  const files = model.weightsManifest.flatMap((group) => group.paths);
  const bytes = Buffer.concat(files.map((file) => fs.readFileSync(path.join(folder, file))));
  return {
    load: async () => ({
      ...model,
      weightSpecs: model.weightsManifest.flatMap((group) => group.weights),
      weightData: new Uint8Array(bytes).buffer,
    }),
  };
}

async function main() {
  await tf.setBackend("cpu");
  const model = await tf.loadGraphModel(fromFolder(process.argv[2]));
  const given = {};
  for (const [name, tensor] of Object.entries(JSON.parse(fs.readFileSync(0, "utf8")))) {
    given[name] = tf.tensor(tensor.values, tensor.shape, tensor.type);
  }
  const names = Object.keys(model.modelSignature.outputs);
  // Some operations, such as Where, run asynchronously alone.
  const outputs = [].concat(await model.predictAsync(given));
  const found = names.map((name, i) => [name, { shape: outputs[i].shape, values: Array.from(outputs[i].dataSync()) }]);
  console.log(JSON.stringify(Object.fromEntries(found)));
}

main();
