/* The element-wise loops for what the compiler assumes of every CPU. */
#define LEVEL(name) name##_base
#include "op/vector/loops.h"
