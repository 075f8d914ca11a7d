/* The conversions for what the compiler assumes of every CPU. */
#define LEVEL(name) name##_base
#include "tensor/convert.h"
