console.log("generate: later");
