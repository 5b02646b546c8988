console.error('faccent: not implemented yet');
process.exitCode = 1;
