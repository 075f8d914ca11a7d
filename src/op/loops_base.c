/* The element-wise loops, the folds and the draws for what the compiler assumes of every CPU. */
#define LEVEL(name) name##_base
#include "op/vector/loops.h"
#include "op/vector/folds.h"
#include "op/vector/draws.h"
