-- The losses as functions of (y_true, y_pred) by name, one value per sample, no reduction; each file is loaded at its first use.
require "lunula.losses"
return require("lunula.losses.base").functions
