-- Mean stands with the base, because the other metrics are means.
return require("lunula.metrics.base").Mean
