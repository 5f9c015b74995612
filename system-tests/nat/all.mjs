// Runs the named files in this one process, in order; started by run-nat.sh.
for (const file of process.env.VEDETTE_NAT_FILES.split(' ')) await import(`./${file}`);
