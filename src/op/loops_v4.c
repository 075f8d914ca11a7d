/* The element-wise loops, the folds and the draws for x86-64-v4. */
#include "base/cpu.h"

#ifdef LN_HAVE_X86_64_LEVELS
#define LEVEL(name) name##_v4
#include "op/vector/loops.h"
#include "op/vector/folds.h"
#include "op/vector/draws.h"
#endif
