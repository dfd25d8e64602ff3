// What every script here does: read its wish as JSON from its standard input, and print
// as JSON what it has to tell.

exports.run = (tell) => {
  const input = require("node:fs").readFileSync(0, "utf8");
  tell(JSON.parse(input)).then(
    (story) => console.log(JSON.stringify(story)),
    (thrown) => {
      console.error(thrown);
      process.exitCode = 1;
    },
  );
};
