---@meta lunula
-- Made by docs/generate.lua; not edited by hand.

---@class keras
---@field null userdata None where nil would vanish
---@field version string
local keras = {}

---What stands for a tensor: numbers, booleans and nested tables of them become one.
---@alias keras.TensorLike keras.Tensor|number|boolean|table

---What a class is made of; other names are methods and fields of its own.
---@class keras.Members
---@field call? fun(self: any, ...): any
---@field initialize? fun(self: any, args: table)
---@field params? table[] arguments in order: { name, default }, { name } for one that must be given
---@field inherit? any the parent class
---@field private? table what each instance has for itself in private[self]
---@field public? table
---@field get_config? fun(self: any): table
---@field from_config? fun(class: any, config: table): any
---@field pure? boolean whether call depends on its arguments and the declared params alone
---@field doc? string|table
---@field [string] any

do
---An immutable array of numbers. Each op is a method too; axes and indices count from 0, t[0] is the first row, t["1:3, ..., -1"] a slice as NumPy writes it.
---@class keras.Tensor
---@field shape integer[] Lengths of the axes; keras.null where a symbol's is unknown.
---@field dtype string float32, int32, bool, ...
---@field ndim integer How many axes there are.
---@field size integer How many elements there are.
---@field mask keras.Tensor? What layers pass on about its steps: a bool tensor, or nil.
---@operator add(any): keras.Tensor
---@operator sub(any): keras.Tensor
---@operator mul(any): keras.Tensor
---@operator div(any): keras.Tensor
---@operator mod(any): keras.Tensor
---@operator pow(any): keras.Tensor
---@operator idiv(any): keras.Tensor
---@operator unm: keras.Tensor
---@operator len: integer
---@field [integer] keras.Tensor
---@field [string] keras.Tensor
local Object = {}

---The one element as a Lua value; an error for more.
---@return number|boolean
function Object:item() end

---The elements as nested tables; a scalar as a Lua value.
---@return table|number|boolean
function Object:totable() end

---The same tensor with another mask; nil takes it away.
---@param mask any
---@return keras.Tensor
function Object:with_mask(mask) end

---Gives the memory back at once; the tensor can't be used afterwards. The collector does so in its time.
function Object:release() end

---The absolute value.
---@return keras.Tensor
function Object:abs() end

---The absolute value.
---@return keras.Tensor
function Object:absolute() end

---Sum of two tensors, element by element, with broadcasting.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:add(x2) end

---Whether every element over axes (all when nil) is true or not zero, as bool; true of nothing. An axis out of range or given twice is an error.
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function Object:all(axis, keepdims) end

---The largest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype of x; nan if there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or given twice.
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function Object:amax(axis, keepdims) end

---The smallest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype of x; nan if there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or given twice.
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function Object:amin(axis, keepdims) end

---Whether any element over axes (all when nil) is true or not zero, as bool; false of nothing. An axis out of range or given twice is an error.
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function Object:any(axis, keepdims) end

---The angle in radians whose cosine is x; nan outside [-1, 1].
---@return keras.Tensor
function Object:arccos() end

---The inverse hyperbolic cosine; nan below 1.
---@return keras.Tensor
function Object:arccosh() end

---The angle in radians whose sine is x; nan outside [-1, 1].
---@return keras.Tensor
function Object:arcsin() end

---The inverse hyperbolic sine.
---@return keras.Tensor
function Object:arcsinh() end

---The angle in radians whose tangent is x.
---@return keras.Tensor
function Object:arctan() end

---The angle in radians of the point (x2, x1).
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:arctan2(x2) end

---The inverse hyperbolic tangent; nan outside [-1, 1].
---@return keras.Tensor
function Object:arctanh() end

---The index (int32, from 0) of the largest element along an axis, or in C order when axis is nil; the first of equals, nan counting as largest. Nothing to choose from and an axis out of range are errors.
---@param axis? integer
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer, keepdims?: boolean }): keras.Tensor
---@overload fun(self, axis?: integer, arguments: { keepdims?: boolean }): keras.Tensor
function Object:argmax(axis, keepdims) end

---The index (int32, from 0) of the smallest element along an axis, or in C order when axis is nil; the first of equals, nan counting as smallest. Nothing to choose from and an axis out of range are errors.
---@param axis? integer
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer, keepdims?: boolean }): keras.Tensor
---@overload fun(self, axis?: integer, arguments: { keepdims?: boolean }): keras.Tensor
function Object:argmin(axis, keepdims) end

---The indices (int32, from 0) that put x in ascending order along an axis, or all elements in C order when axis is nil. Equal elements keep their order, nan comes last. The shape is that of x, or one axis when axis is nil. An axis out of range is an error.
---@param axis? integer
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer }): keras.Tensor
function Object:argsort(axis) end

---A tensor from a number, a boolean, a nested table, a variable or a tensor, in the dtype given. Without one integers give int32 (int64 when they don't fit), other numbers the default float dtype, booleans bool; a tensor stays what it is. A table that isn't rectangular, has entries of other types or is no list is an error.
---@param dtype? string
---@return keras.Tensor
---@overload fun(self, arguments: { dtype?: string }): keras.Tensor
function Object:array(dtype) end

---x repeated along axes of length 1, and along new axes in front, to a shape. A view. A shape that x doesn't broadcast to is an error.
---@param shape integer[]
---@return keras.Tensor
function Object:broadcast_to(shape) end

---x as another dtype. Floats become integers by truncation, saturating at the ends (nan gives 0); integers wrap; bool is "not zero". The same dtype gives x itself. A dtype of no such name is an error.
---@param dtype string
---@return keras.Tensor
function Object:cast(dtype) end

---The smallest integer not below x, as a float.
---@return keras.Tensor
function Object:ceil() end

---max(x, 0) + min(alpha * (exp(x / alpha) - 1), 0), element by element (Barron, 2017).
---@param alpha? number
---@return keras.Tensor
---@overload fun(self, arguments: { alpha?: number }): keras.Tensor
function Object:celu(alpha) end

---min(max(x, x_min), x_max), element by element, with broadcasting; x_max wins where the bounds cross. The dtype is the promoted one; bool counts as int32. Shapes that don't broadcast are an error.
---@param x_min keras.TensorLike
---@param x_max keras.TensorLike
---@return keras.Tensor
function Object:clip(x_min, x_max) end

---true_fn() where the scalar pred is true (not zero), else false_fn(). In a compiled function both run and the results are selected: they have one structure, dtype and shape, and assign nothing. A pred of more than one element is an error.
---@param true_fn any
---@param false_fn any
---@return keras.Tensor
function Object:cond(true_fn, false_fn) end

---A tensor from a number, a boolean, a nested table, a variable or a tensor, in the dtype given. Without one integers give int32 (int64 when they don't fit), other numbers the default float dtype, booleans bool; a tensor stays what it is. A table that isn't rectangular, has entries of other types or is no list is an error.
---@param dtype? string
---@return keras.Tensor
---@overload fun(self, arguments: { dtype?: string }): keras.Tensor
function Object:convert_to_tensor(dtype) end

---The cosine of x radians.
---@return keras.Tensor
function Object:cos() end

---The hyperbolic cosine.
---@return keras.Tensor
function Object:cosh() end

---Running sums along an axis; of all elements in C order, on one axis, when axis is nil. bool counts in int32, other dtypes stay; x is cast to dtype first when it is given. An axis out of range is an error.
---@param axis? integer
---@param dtype? string
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer, dtype?: string }): keras.Tensor
---@overload fun(self, axis?: integer, arguments: { dtype?: string }): keras.Tensor
function Object:cumsum(axis, dtype) end

---Quotient x1 / x2; integers give the default float dtype. Division by zero gives inf or nan.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:divide(x2) end

---Quotient x1 / x2 that is 0 where x2 is 0.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:divide_no_nan(x2) end

---NumPy's dot: the product with a scalar, otherwise the products summed over the last axis of x1 and the last but one of x2 (the only one of a vector). The dtype is the promoted one. Axes of different lengths are an error.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:dot(x2) end

---x where x > 0, alpha * (exp(x) - 1) elsewhere, element by element (Clevert and others, 2016).
---@param alpha? number
---@return keras.Tensor
---@overload fun(self, arguments: { alpha?: number }): keras.Tensor
function Object:elu(alpha) end

---x1 == x2, element by element, as bool. (Lua's == compares identity.)
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:equal(x2) end

---The error function.
---@return keras.Tensor
function Object:erf() end

---1 - erf(x), accurate where that is small.
---@return keras.Tensor
function Object:erfc() end

---e to the power of x.
---@return keras.Tensor
function Object:exp() end

---2 to the power of x.
---@return keras.Tensor
function Object:exp2() end

---x with axes of length 1 added so that they stand at the positions axis of the result. A view. A position out of range or given twice is an error.
---@param axis integer|integer[]
---@return keras.Tensor
function Object:expand_dims(axis) end

---exp(x) - 1, accurate near 0.
---@return keras.Tensor
function Object:expm1() end

---x in reverse order along the given axes (all when nil). A view. An axis out of range or given twice is an error.
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[] }): keras.Tensor
function Object:flip(axis) end

---The largest integer not above x, as a float.
---@return keras.Tensor
function Object:floor() end

---The largest integer not above x1 / x2. Integer division by zero gives 0.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:floor_divide(x2) end

---fill_value, which broadcasts, in the shape of x, and in its dtype unless another is given. A fill_value that doesn't broadcast is an error.
---@param fill_value keras.TensorLike
---@param dtype? string
---@return keras.Tensor
---@overload fun(self, fill_value: keras.TensorLike, arguments: { dtype?: string }): keras.Tensor
function Object:full_like(fill_value, dtype) end

---x * P(X <= x) for a standard normal X, element by element; with approximate 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))); 0 at -inf (Hendrycks and Gimpel, 2016).
---@param approximate? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { approximate?: boolean }): keras.Tensor
function Object:gelu(approximate) end

---a * sigmoid(b), where a and b are the halves of x along an axis (Dauphin and others, 2017). An axis of odd length or out of range is an error.
---@param axis? integer
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer }): keras.Tensor
function Object:glu(axis) end

---x1 > x2, element by element, as bool.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:greater(x2) end

---x1 >= x2, element by element, as bool.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:greater_equal(x2) end

---x where |x| > threshold, 0 elsewhere, element by element.
---@param threshold? number
---@return keras.Tensor
---@overload fun(self, arguments: { threshold?: number }): keras.Tensor
function Object:hard_shrink(threshold) end

---relu6(x + 3) / 6, element by element.
---@return keras.Tensor
function Object:hard_sigmoid() end

---x * hard_sigmoid(x), element by element; 0 at -inf (Howard and others, 2019).
---@return keras.Tensor
function Object:hard_silu() end

---x * hard_sigmoid(x), element by element; 0 at -inf (Howard and others, 2019).
---@return keras.Tensor
function Object:hard_swish() end

---min(max(x, -1), 1), element by element.
---@return keras.Tensor
function Object:hard_tanh() end

---Whether x is a tensor: true or false. A variable is none, nor is a table that could become one.
---@return boolean
function Object:is_tensor() end

---x is neither infinite nor nan, as bool.
---@return keras.Tensor
function Object:isfinite() end

---x is inf or -inf, as bool.
---@return keras.Tensor
function Object:isinf() end

---x is nan, as bool.
---@return keras.Tensor
function Object:isnan() end

---x where x >= 0, negative_slope * x elsewhere, element by element.
---@param negative_slope? number
---@return keras.Tensor
---@overload fun(self, arguments: { negative_slope?: number }): keras.Tensor
function Object:leaky_relu(negative_slope) end

---x1 < x2, element by element, as bool.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:less(x2) end

---x1 <= x2, element by element, as bool.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:less_equal(x2) end

---num numbers evenly spaced from start to stop, with stop itself when endpoint is true. start and stop broadcast together; the numbers lie on a new axis of the result. The dtype is the promoted one with the default float dtype unless given; an integer dtype gets the floor. With retstep the spacing is a second result (nan when there is none). A negative num, an axis out of range and shapes that don't broadcast are errors.
---@param stop keras.TensorLike
---@param num? integer
---@param endpoint? boolean
---@param retstep? boolean
---@param dtype? string
---@param axis? integer
---@return keras.Tensor
---@overload fun(self, stop: keras.TensorLike, arguments: { num?: integer, endpoint?: boolean, retstep?: boolean, dtype?: string, axis?: integer }): keras.Tensor
---@overload fun(self, stop: keras.TensorLike, num?: integer, arguments: { endpoint?: boolean, retstep?: boolean, dtype?: string, axis?: integer }): keras.Tensor
---@overload fun(self, stop: keras.TensorLike, num?: integer, endpoint?: boolean, arguments: { retstep?: boolean, dtype?: string, axis?: integer }): keras.Tensor
function Object:linspace(stop, num, endpoint, retstep, dtype, axis) end

---The natural logarithm: -inf at 0, nan below.
---@return keras.Tensor
function Object:log() end

---The logarithm to base 10.
---@return keras.Tensor
function Object:log10() end

---log(1 + x), accurate near 0.
---@return keras.Tensor
function Object:log1p() end

---The logarithm to base 2.
---@return keras.Tensor
function Object:log2() end

---log(sigmoid(x)), element by element, without overflow.
---@return keras.Tensor
function Object:log_sigmoid() end

---log(softmax(x)) over axes, without overflow or loss of small values. Integers give the default float dtype. An axis out of range or given twice is an error.
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[] }): keras.Tensor
function Object:log_softmax(axis) end

---log(exp(x1) + exp(x2)) without overflow.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:logaddexp(x2) end

---Both are true (not zero), as bool.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:logical_and(x2) end

---x is zero or false, as bool.
---@return keras.Tensor
function Object:logical_not() end

---At least one is true (not zero), as bool.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:logical_or(x2) end

---Exactly one is true (not zero), as bool.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:logical_xor(x2) end

---log(sum(exp(x))) over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), without overflow. Integers give the default float dtype. -inf of nothing. An axis out of range or given twice is an error.
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function Object:logsumexp(axis, keepdims) end

---The matrix product of the last two axes; leading axes broadcast; a vector counts as a row on the left, a column on the right, and its axis is dropped from the result. Half types are summed in float32.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:matmul(x2) end

---The largest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype of x; nan if there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or given twice. With a number `initial`, which takes part too, there is always one.
---@param axis? integer|integer[]
---@param keepdims? boolean
---@param initial? any
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[], keepdims?: boolean, initial?: any }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], arguments: { keepdims?: boolean, initial?: any }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], keepdims?: boolean, arguments: { initial?: any }): keras.Tensor
function Object:max(axis, keepdims, initial) end

---The larger of two elements; nan if either is.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:maximum(x2) end

---The mean over axes (all when nil; the reduced axes stay with length 1 when keepdims is true): their sum, divided by how many they are. Integers give the default float dtype. nan of nothing. An axis out of range or given twice is an error.
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function Object:mean(axis, keepdims) end

---The smallest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype of x; nan if there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or given twice. With a number `initial`, which takes part too, there is always one.
---@param axis? integer|integer[]
---@param keepdims? boolean
---@param initial? any
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[], keepdims?: boolean, initial?: any }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], arguments: { keepdims?: boolean, initial?: any }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], keepdims?: boolean, arguments: { initial?: any }): keras.Tensor
function Object:min(axis, keepdims, initial) end

---The smaller of two elements; nan if either is.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:minimum(x2) end

---Remainder of x1 / x2 with the sign of x2, as Python's %. Integer modulo zero gives 0.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:mod(x2) end

---Product of two tensors, element by element, with broadcasting.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:multiply(x2) end

---The negative -x, element by element.
---@return keras.Tensor
function Object:negative() end

---The norm of vectors along one axis or of matrices over two; of all elements when axis is nil. ord nil: the square root of the sum of squares. Vectors: 1, 2, 0 (how many aren't 0), math.huge and -math.huge (the largest and smallest), any other p: sum(|x|^p)^(1/p). Matrices: "fro" (Frobenius), "nuc" (the sum of the singular values), 2 and -2 (the largest and smallest of them), 1 and -1 (the largest and smallest sum of a column), math.huge and -math.huge (of a row). Integers give the default float dtype. Another ord, more than two axes (with an ord: also of x, when axis is nil) and an axis out of range are errors.
---@param ord? any
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { ord?: any, axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(self, ord?: any, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(self, ord?: any, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function Object:norm(ord, axis, keepdims) end

---x1 ~= x2, element by element, as bool.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:not_equal(x2) end

---Rows of zeros with a one at the place that each element of x names, on a new axis of length num_classes; anything but an integer in [0, num_classes) gives zeros. The dtype is the default float dtype unless given. A negative num_classes and an axis out of range are errors.
---@param num_classes integer
---@param axis? integer
---@param dtype? string
---@return keras.Tensor
---@overload fun(self, num_classes: integer, arguments: { axis?: integer, dtype?: string }): keras.Tensor
---@overload fun(self, num_classes: integer, axis?: integer, arguments: { dtype?: string }): keras.Tensor
function Object:one_hot(num_classes, axis, dtype) end

---Ones of the shape of x, and of its dtype unless another is given.
---@param dtype? string
---@return keras.Tensor
---@overload fun(self, arguments: { dtype?: string }): keras.Tensor
function Object:ones_like(dtype) end

---x with entries added around it: one width, one pair {before, after} or a pair per axis. The mode tells which: "constant" (constant_values, 0 by default), "edge" (the outermost), "reflect" (mirrored without the outermost), "symmetric" (mirrored with it) or "wrap" (from the other end). The dtype stays. Negative widths, a wrong number of pairs, constant_values with another mode, and an empty axis with nothing to repeat are errors.
---@param pad_width any
---@param mode? string
---@param constant_values? any
---@return keras.Tensor
---@overload fun(self, pad_width: any, arguments: { mode?: string, constant_values?: any }): keras.Tensor
---@overload fun(self, pad_width: any, mode?: string, arguments: { constant_values?: any }): keras.Tensor
function Object:pad(pad_width, mode, constant_values) end

---x1 to the power of x2. An integer to a negative power gives 0 (1 and -1 apart).
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:power(x2) end

---The product over axes (all when nil; the reduced axes stay with length 1 when keepdims is true). bool, int8 and int16 multiply as int32, uint8 and uint16 as uint32, other dtypes as themselves, unless dtype says otherwise; integers wrap. 1 of nothing. An axis out of range or given twice is an error.
---@param axis? integer|integer[]
---@param keepdims? boolean
---@param dtype? string
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[], keepdims?: boolean, dtype?: string }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], arguments: { keepdims?: boolean, dtype?: string }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], keepdims?: boolean, arguments: { dtype?: string }): keras.Tensor
function Object:prod(axis, keepdims, dtype) end

---All elements on one axis, in C order. A view where x lies in that order.
---@return keras.Tensor
function Object:ravel() end

---1 / x.
---@return keras.Tensor
function Object:reciprocal() end

---max(x, 0); the gradient at 0 is 0.
---@return keras.Tensor
function Object:relu() end

---min(max(x, 0), 6), element by element.
---@return keras.Tensor
function Object:relu6() end

---Each slice along an axis (each element in C order when axis is nil) repeats times in a row; a list has one count for each. The dtype stays. Negative counts, counts that aren't integers, a list of another length and an axis out of range are errors.
---@param repeats any
---@param axis? integer
---@return keras.Tensor
---@overload fun(self, repeats: any, arguments: { axis?: integer }): keras.Tensor
Object["repeat"] = function(self, repeats, axis) end

---The same elements in C order under another shape; one dimension may be -1 and is worked out. A view where x lies in C order. A number of elements that doesn't fit is an error.
---@param newshape integer[]
---@return keras.Tensor
function Object:reshape(newshape) end

---x with its elements moved shift places towards the end of an axis, those that leave it coming back at its start; of all elements in C order, the shape kept, when axis is nil. Lists of shifts and axes are taken in pairs, a single one with each of the others; an axis may come again. Shifts that aren't integers, lists of different lengths and an axis out of range are errors.
---@param shift any
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(self, shift: any, arguments: { axis?: integer|integer[] }): keras.Tensor
function Object:roll(shift, axis) end

---x rounded to a number of decimals (to tens, hundreds, ... when negative), halves to even. The dtype stays.
---@param decimals? integer
---@return keras.Tensor
---@overload fun(self, arguments: { decimals?: integer }): keras.Tensor
function Object:round(decimals) end

---1 / sqrt(x).
---@return keras.Tensor
function Object:rsqrt() end

---1.05070098 * elu(x, 1.67326324), element by element (Klambauer and others, 2017).
---@return keras.Tensor
function Object:selu() end

---1 / (1 + exp(-x)), without overflow.
---@return keras.Tensor
function Object:sigmoid() end

----1, 0 or 1; nan for nan.
---@return keras.Tensor
function Object:sign() end

---x * sigmoid(x), element by element; 0 at -inf (Ramachandran and others, 2017).
---@return keras.Tensor
function Object:silu() end

---The sine of x radians.
---@return keras.Tensor
function Object:sin() end

---The hyperbolic sine.
---@return keras.Tensor
function Object:sinh() end

---The block of a shape that begins at start_indices, one start and one size per axis; negative starts count from the end, a size of -1 reaches to the end. A view. A wrong number of them and a block that leaves inputs are errors.
---@param start_indices integer[]
---@param shape integer[]
---@return keras.Tensor
function Object:slice(start_indices, shape) end

---x - threshold where x > threshold, x + threshold where x < -threshold, 0 elsewhere, element by element.
---@param threshold? number
---@return keras.Tensor
---@overload fun(self, arguments: { threshold?: number }): keras.Tensor
function Object:soft_shrink(threshold) end

---exp(x) / sum(exp(x)) over axes, without overflow. Integers give the default float dtype. An axis out of range or given twice is an error.
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[] }): keras.Tensor
function Object:softmax(axis) end

---log(1 + exp(x)), without overflow.
---@return keras.Tensor
function Object:softplus() end

---x / (1 + |x|), element by element; +-1 at +-inf.
---@return keras.Tensor
function Object:softsign() end

---x in ascending order along an axis, or all its elements on one axis when axis is nil; nan comes last. The dtype stays. An axis out of range is an error.
---@param axis? integer
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer }): keras.Tensor
function Object:sort(axis) end

---0 where x <= -1, x where x >= 1, (x + 1)^2 / 4 between, element by element.
---@return keras.Tensor
function Object:sparse_plus() end

---0 where x <= -1, 1 where x >= 1, (x + 1) / 2 between, element by element (Martins and Astudillo, 2016).
---@return keras.Tensor
function Object:sparse_sigmoid() end

---The point of the probability simplex nearest to x along an axis: max(x - t, 0), where t makes the sum 1; small elements become exactly 0 (Martins and Astudillo, 2016). Integers give the default float dtype. An axis out of range is an error.
---@param axis? integer
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer }): keras.Tensor
function Object:sparsemax(axis) end

---A list of parts along an axis: that many equal ones, or cut before each of a list of indices (negative ones count from the end, those beyond it give empty parts). Views. A number that doesn't divide the length, indices that aren't integers and an axis out of range are errors.
---@param indices_or_sections any
---@param axis? integer
---@return keras.Tensor[]
---@overload fun(self, indices_or_sections: any, arguments: { axis?: integer }): keras.Tensor[]
function Object:split(indices_or_sections, axis) end

---The square root; nan below 0.
---@return keras.Tensor
function Object:sqrt() end

---x * x.
---@return keras.Tensor
function Object:square() end

---(x + sqrt(x^2 + b)) / 2, element by element, without overflow or loss of small values (Barron, 2021).
---@param b? number
---@return keras.Tensor
---@overload fun(self, arguments: { b?: number }): keras.Tensor
function Object:squareplus(b) end

---x without the given axes, which have length 1 (all such axes when axis is nil). A view. An axis of another length, out of range or given twice is an error.
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[] }): keras.Tensor
function Object:squeeze(axis) end

---The square root of the variance over axes (all when nil; the reduced axes stay with length 1 when keepdims is true). Integers give the default float dtype. nan of nothing. An axis out of range or given twice is an error.
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function Object:std(axis, keepdims) end

---The same value, as a constant to gradients: none flows through it.
---@return keras.Tensor
function Object:stop_gradient() end

---Difference x1 - x2, element by element, with broadcasting.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:subtract(x2) end

---The sum over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), pairwise with a fixed shape, so that the bits don't depend on threads. bool, int8 and int16 add up as int32, uint8 and uint16 as uint32, other dtypes as themselves; integers wrap. 0 of nothing. An axis out of range or given twice is an error.
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function Object:sum(axis, keepdims) end

---x with two axes exchanged. A view. An axis out of range is an error.
---@param axis1 integer
---@param axis2 integer
---@return keras.Tensor
function Object:swapaxes(axis1, axis2) end

---x * sigmoid(x), element by element; 0 at -inf (Ramachandran and others, 2017).
---@return keras.Tensor
function Object:swish() end

---branches[clamp(index) + 1](operand): index counts from 0 and is clamped to the branches. operands is a list of arguments. No branches is an error.
---@param branches any
---@param operands? any
---@return keras.Tensor
---@overload fun(self, branches: any, arguments: { operands?: any }): keras.Tensor
function Object:switch(branches, operands) end

---Slices of x along an axis (elements in C order when axis is nil) at integer indices; the axis is replaced by the axes of indices, the dtype is that of x. Negative indices count from the end; an index out of range is an error, as are indices that aren't integers.
---@param indices keras.TensorLike
---@param axis? integer
---@return keras.Tensor
---@overload fun(self, indices: keras.TensorLike, arguments: { axis?: integer }): keras.Tensor
function Object:take(indices, axis) end

---The elements of x at integer indices along an axis, position by position: result[i, j] = x[i, indices[i, j]] for axis 1 of two; of all elements in C order when axis is nil (indices then have one axis). The other axes of x and indices broadcast. Negative indices count from the end; an index out of range is an error, as are indices that aren't integers or whose number of axes or lengths don't fit.
---@param indices keras.TensorLike
---@param axis? integer
---@return keras.Tensor
---@overload fun(self, indices: keras.TensorLike, arguments: { axis?: integer }): keras.Tensor
function Object:take_along_axis(indices, axis) end

---The tangent of x radians.
---@return keras.Tensor
function Object:tan() end

---The hyperbolic tangent.
---@return keras.Tensor
function Object:tanh() end

---x - tanh(x), element by element.
---@return keras.Tensor
function Object:tanh_shrink() end

---Products summed over axes: the last n of x1 with the first n of x2 for a number n, or two lists of axes, paired in order. The result has the free axes of x1, then those of x2; the dtype is the promoted one. Axes out of range, given twice, of different lengths or in lists of different sizes are errors.
---@param x2 keras.TensorLike
---@param axes? any
---@return keras.Tensor
---@overload fun(self, x2: keras.TensorLike, arguments: { axes?: any }): keras.Tensor
function Object:tensordot(x2, axes) end

---x where x > threshold, default_value elsewhere, element by element.
---@param threshold number
---@param default_value number
---@return keras.Tensor
function Object:threshold(threshold, default_value) end

---x as a whole repeated along each axis; the shorter of shape and repeats is padded with ones in front. The dtype stays. A negative count is an error.
---@param repeats integer[]
---@return keras.Tensor
function Object:tile(repeats) end

---The axes in another order (reversed when axes is nil): axis i of the result is axis axes[i] of x. A view. Axes that aren't each of x's once are an error.
---@param axes? integer[]
---@return keras.Tensor
---@overload fun(self, arguments: { axes?: integer[] }): keras.Tensor
function Object:transpose(axes) end

---Quotient x1 / x2; integers give the default float dtype. Division by zero gives inf or nan.
---@param x2 keras.TensorLike
---@return keras.Tensor
function Object:true_divide(x2) end

---x without its fraction.
---@return keras.Tensor
function Object:trunc() end

---The mean squared deviation from the mean over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), divided by how many elements they have. Integers give the default float dtype. nan of nothing. An axis out of range or given twice is an error.
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(self, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function Object:var(axis, keepdims) end

---x1 where condition is true (not zero), x2 elsewhere. The three broadcast together; the dtype is the promoted one of x1 and x2. The condition alone gives the places of its true elements in C order: a list with one int32 tensor per axis, which a symbol can't. One of x1 and x2 without the other, and shapes that don't broadcast, are errors.
---@param x1? any
---@param x2? any
---@return keras.Tensor
---@overload fun(self, arguments: { x1?: any, x2?: any }): keras.Tensor
---@overload fun(self, x1?: any, arguments: { x2?: any }): keras.Tensor
function Object:where(x1, x2) end

---Zeros of the shape of x, and of its dtype unless another is given.
---@param dtype? string
---@return keras.Tensor
---@overload fun(self, arguments: { dtype?: string }): keras.Tensor
function Object:zeros_like(dtype) end

end

do
---The only thing that changes. Ops and operators take its value, and each op is a method too.
---@class keras.Variable: keras.Tensor
---@field value keras.Tensor A snapshot.
---@field name string
---@field path string? layer/name.
---@field trainable boolean
---@field constraint keras.Constraint? What optimizers apply to the value after each step.
---@field regularizer keras.Regularizer? What the value adds to the loss.
local Object = {}

---Makes value, of the same shape, the variable's, in its dtype.
---@param value keras.TensorLike
---@return keras.Variable
function Object:assign(value) end

---Adds value.
---@param value keras.TensorLike
---@return keras.Variable
function Object:assign_add(value) end

---Subtracts value.
---@param value keras.TensorLike
---@return keras.Variable
function Object:assign_sub(value) end

end

do
---What keras.jit gives: called as the function that it was made of.
---@class keras.Compiled
---@overload fun(...: any): any
local Object = {}

---What the graph for these arguments (or the last one traced) does: groups, memory, times.
---@param ... any
---@return string
function Object:dump(...) end

---Whether each step of a run is timed, for dump.
---@param timed boolean
function Object:time(timed) end

end

do
---What training makes small. keras.Loss(name, { call = function(self, y_true, y_pred) ... end }) makes a class whose call gives one value per sample; an instance reduces them with sample weights and the mask of y_pred. broadcast = true among the members allows a call to return a scalar, or to pair (n,) with (n, 1).
---@class keras.Loss
---@field name string what logs and messages call it; by default the class's name in snake case
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, sample_weight?: keras.TensorLike): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { sample_weight?: keras.TensorLike }): keras.Tensor
local Object = {}

---One value per sample. What a class of its own writes.
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function Object:call(y_true, y_pred) end

---The arguments that make an object like this one, as files hold them.
---@return table
function Object:get_config() end

end

---What training makes small. keras.Loss(name, { call = function(self, y_true, y_pred) ... end }) makes a class whose call gives one value per sample; an instance reduces them with sample weights and the mask of y_pred. broadcast = true among the members allows a call to return a scalar, or to pair (n,) with (n, 1).
---formula: sum over samples of loss * weight, divided as `reduction` says; where there is a mask, sums and counts are of what it keeps
---@param name string
---@param members keras.Members
---@return fun(arguments?: any, ...: any): keras.Loss
function keras.Loss(name, members) end

do
---The base of constraints: Constraint(name, { call = function(self, w) ... end }) maps a weight to one that satisfies it. It is applied to a layer's weight after each step of the optimizer. Its config holds the declared params.
---@class keras.Constraint
---@overload fun(w: keras.TensorLike): keras.Tensor
local Object = {}

---The weight that satisfies it. What a class of its own writes.
---@param w keras.TensorLike
---@return keras.Tensor
function Object:call(w) end

---The arguments that make an object like this one, as files hold them.
---@return table
function Object:get_config() end

end

---The base of constraints: Constraint(name, { call = function(self, w) ... end }) maps a weight to one that satisfies it. It is applied to a layer's weight after each step of the optimizer. Its config holds the declared params.
---@param name string
---@param members keras.Members
---@return fun(arguments?: any, ...: any): keras.Constraint
function keras.Constraint(name, members) end

do
---Layer(name, { build = function(self, input_shape) ... end, call = function(self, x, options) ... end }): options has training and mask.
---@class keras.Layer
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's
---@field built boolean Whether it has its weights.
---@field weights keras.Variable[] Trainable ones, then the others, those of layers in its fields behind its own.
---@field trainable_weights keras.Variable[]
---@field non_trainable_weights keras.Variable[]
---@field variables keras.Variable[] Weights, states of seed generators and of metrics.
---@field trainable_variables keras.Variable[]
---@field non_trainable_variables keras.Variable[]
---@field losses keras.Tensor[] What add_loss and regularizers add to the loss.
---@field metrics keras.Metric[]
---@field dtype_policy keras.DTypePolicy
---@field compute_dtype string
---@field variable_dtype string
---@field supports_masking boolean
---@field input any The symbolic input of its first call in a model.
---@field output any Its output.
---@overload fun(x: any, options?: table): any
---@overload fun(x: any, arguments: { options?: table }): any
local Object = {}

---Makes the weights for inputs of this shape; the first call does it. What a class of its own writes.
---@param input_shape integer[]
function Object:build(input_shape) end

---The output; options has training and mask. What a class of its own writes.
---@param x any
---@param options? table
---@return any
---@overload fun(self, x: any, arguments: { options?: table }): any
function Object:call(x, options) end

---A variable: { name, shape, initializer = "glorot_uniform", regularizer, constraint, trainable = true, dtype, autocast = true }.
---@param spec table
---@return keras.Variable
function Object:add_weight(spec) end

---Adds a scalar to the losses of this call.
---@param loss keras.TensorLike
function Object:add_loss(loss) end

---Forgets what add_loss added.
function Object:clear_losses() end

---Values of the weights.
---@return keras.Tensor[]
function Object:get_weights() end

---Assigns the weights, in their order.
---@param weights table
function Object:set_weights(weights) end

---How many numbers the weights hold.
---@return integer
function Object:count_params() end

---The mask of the output, for a layer with supports_masking.
---@param inputs any
---@param previous_mask any
---@return any
function Object:compute_mask(inputs, previous_mask) end

---The shape that a shape becomes; keras.null is an unknown length.
---@param shape integer[]
---@return integer[]
function Object:compute_output_shape(shape) end

---The shape that it was built for, as files hold it.
---@return table?
function Object:get_build_config() end

---Builds it for that shape.
---@param config table
function Object:build_from_config(config) end

---The arguments that make an object like this one, as files hold them.
---@return table
function Object:get_config() end

end

---Layer(name, { build = function(self, input_shape) ... end, call = function(self, x, options) ... end }): options has training and mask.
---@param name string
---@param members keras.Members
---@return fun(arguments?: any, ...: any): keras.Layer
function keras.Layer(name, members) end

do
---A running figure over batches: update_state(y_true, y_pred, sample_weight) changes variables, result() reads them, reset_state() sets them to zero.
---@class keras.Metric
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field variables keras.Variable[] Its state, that of metrics in its fields too.
---@overload fun(...: any): keras.Tensor
local Object = {}

---Takes a batch in: (y_true, y_pred, sample_weight), or (values, sample_weight) for Mean and Sum.
---@param ... any
function Object:update_state(...) end

---The figure over all batches since the last reset.
---@return keras.Tensor
function Object:result() end

---Sets the variables to zero.
function Object:reset_state() end

---A variable of the state; dtype is floatx unless given.
---@param shape? integer[]
---@param initializer? any
---@param dtype? string
---@param aggregation? any
---@param name? string
---@return keras.Variable
---@overload fun(self, arguments: { shape?: integer[], initializer?: any, dtype?: string, aggregation?: any, name?: string }): keras.Variable
---@overload fun(self, shape?: integer[], arguments: { initializer?: any, dtype?: string, aggregation?: any, name?: string }): keras.Variable
---@overload fun(self, shape?: integer[], initializer?: any, arguments: { dtype?: string, aggregation?: any, name?: string }): keras.Variable
function Object:add_variable(shape, initializer, dtype, aggregation, name) end

---add_variable, without aggregation.
---@param shape? integer[]
---@param initializer? any
---@param dtype? string
---@param name? string
---@return keras.Variable
---@overload fun(self, arguments: { shape?: integer[], initializer?: any, dtype?: string, name?: string }): keras.Variable
---@overload fun(self, shape?: integer[], arguments: { initializer?: any, dtype?: string, name?: string }): keras.Variable
---@overload fun(self, shape?: integer[], initializer?: any, arguments: { dtype?: string, name?: string }): keras.Variable
function Object:add_weight(shape, initializer, dtype, name) end

---The arguments that make an object like this one, as files hold them.
---@return table
function Object:get_config() end

end

---A running figure over batches: update_state(y_true, y_pred, sample_weight) changes variables, result() reads them, reset_state() sets them to zero.
---formula: what result() gives; calling the metric updates it and gives the result
---@param name string
---@param members keras.Members
---@return fun(arguments?: any, ...: any): keras.Metric
function keras.Metric(name, members) end

do
---The base of optimizers. A class gives update_step(self, gradient, variable, learning_rate, index), which assigns the variable's next value, and slots(self, variables), which makes its state; scalars(self, dtype) computes what depends on the step and the dtype alone, once per step.
---@class keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered
---@field learning_rate any The variable, or the value that the schedule has at this step; assigning a number changes it.
---@field iterations keras.Tensor How many updates there were.
---@field variables keras.Variable[] Its state, in the order of files.
local Object = {}

---One step, from a list of gradients; the first call says of which variables.
---@param gradients table
---@param variables? table
---@overload fun(self, gradients: table, arguments: { variables?: table })
function Object:apply(gradients, variables) end

---apply, of a list of { gradient, variable }.
---@param gradients_and_variables table
function Object:apply_gradients(gradients_and_variables) end

---Makes the state for these variables; apply does it at its first call.
---@param variables table
function Object:build(variables) end

---A variable of its own: { shape = {}, initializer = "zeros", dtype, name }.
---@param spec table
---@return keras.Variable
function Object:add_variable(spec) end

---One of another's shape and dtype.
---@param variable any
---@param name string
---@param initializer? any
---@return keras.Variable
---@overload fun(self, variable: any, name: string, arguments: { initializer?: any }): keras.Variable
function Object:add_variable_from_reference(variable, name, initializer) end

---One beside each of the variables; for a list of names one list for each.
---@param variables table
---@param names any
---@param initializers? any
---@return (keras.Variable|false)[]
---@overload fun(self, variables: table, names: any, arguments: { initializers?: any }): (keras.Variable|false)[]
function Object:add_optimizer_variables(variables, names, initializers) end

---Assigns the variable's next value. What a class of its own writes.
---@param gradient keras.TensorLike
---@param variable any
---@param learning_rate keras.TensorLike
---@param index integer
function Object:update_step(gradient, variable, learning_rate, index) end

---The loss times loss_scale_factor.
---@param loss keras.TensorLike
---@return keras.Tensor
function Object:scale_loss(loss) end

---Which variables don't decay: these, and those whose names contain one of names.
---@param variables? table
---@param names? table
---@overload fun(self, arguments: { variables?: table, names?: table })
---@overload fun(self, variables?: table, arguments: { names?: table })
function Object:exclude_from_weight_decay(variables, names) end

---Gives the variables their averages, where use_ema says so.
---@param variables table
function Object:finalize_variable_values(variables) end

---Assigns its variables, in their order.
---@param weights table
function Object:set_weights(weights) end

---The arguments that make an object like this one, as files hold them.
---@return table
function Object:get_config() end

end

---The base of optimizers. A class gives update_step(self, gradient, variable, learning_rate, index), which assigns the variable's next value, and slots(self, variables), which makes its state; scalars(self, dtype) computes what depends on the step and the dtype alone, once per step.
---formula: unscale, accumulate, clip, decay, update, average, constrain, count
---@param name string
---@param members keras.Members
---@return fun(arguments?: any, ...: any): keras.Optimizer
function keras.Optimizer(name, members) end

do
---The base of regularizers: Regularizer(name, { call = function(self, w) ... end }) maps a weight, or a layer's output, to a number that is added to the loss. Its config holds the declared params.
---@class keras.Regularizer
---@overload fun(w: keras.TensorLike): keras.Tensor
local Object = {}

---A scalar. What a class of its own writes.
---@param w keras.TensorLike
---@return keras.Tensor
function Object:call(w) end

---The arguments that make an object like this one, as files hold them.
---@return table
function Object:get_config() end

end

---The base of regularizers: Regularizer(name, { call = function(self, w) ... end }) maps a weight, or a layer's output, to a number that is added to the loss. Its config holds the declared params.
---@param name string
---@param members keras.Members
---@return fun(arguments?: any, ...: any): keras.Regularizer
function keras.Regularizer(name, members) end

do
---The base of initializers: Initializer(name, { call = function(self, shape, options) ... end }). An instance is called with a shape and a dtype (floatx unless given), which `call` finds in options.dtype, and gives a tensor of them.
---@class keras.Initializer
---@overload fun(shape: integer[], dtype?: string): keras.Tensor
---@overload fun(shape: integer[], arguments: { dtype?: string }): keras.Tensor
local Object = {}

---The arguments that make an object like this one, as files hold them.
---@return table
function Object:get_config() end

end

---The base of initializers: Initializer(name, { call = function(self, shape, options) ... end }). An instance is called with a shape and a dtype (floatx unless given), which `call` finds in options.dtype, and gives a tensor of them.
---@param name string
---@param members keras.Members
---@return fun(arguments?: any, ...: any): keras.Initializer
function keras.Initializer(name, members) end

do
---Callback(name, { on_epoch_end = function(self, epoch, logs) ... end, ... }); self.model is the model, self.params what fit was given. `state_fields = { 'wait' }` names the fields that a training resumed by BackupAndRestore goes on with.
---@class keras.Callback
---@field model keras.Model
---@field params table What fit was given.
local Object = {}

---Makes a model self.model.
---@param model any
function Object:set_model(model) end

---Makes what fit was given self.params.
---@param params table
function Object:set_params(params) end

---What a resumed training needs to go on: the fields that state_fields names.
---@return table
function Object:get_state() end

---Takes that back.
---@param state table
function Object:set_state(state) end

---The arguments that make an object like this one, as files hold them.
---@return table
function Object:get_config() end

---Called at the begin of fit.
---@param logs table
function Object:on_train_begin(logs) end

---Called at the end of fit.
---@param logs table
function Object:on_train_end(logs) end

---Called at the begin of evaluate, and of each validation in fit.
---@param logs table
function Object:on_test_begin(logs) end

---Called at the end of evaluate, and of each validation in fit.
---@param logs table
function Object:on_test_end(logs) end

---Called at the begin of predict.
---@param logs table
function Object:on_predict_begin(logs) end

---Called at the end of predict.
---@param logs table
function Object:on_predict_end(logs) end

---Called at the begin of an epoch, counted from 0.
---@param epoch integer
---@param logs table
function Object:on_epoch_begin(epoch, logs) end

---Called at the end of an epoch, counted from 0.
---@param epoch integer
---@param logs table
function Object:on_epoch_end(epoch, logs) end

---Called at the begin of a batch of fit, unless on_train_batch_* is written.
---@param batch integer
---@param logs table
function Object:on_batch_begin(batch, logs) end

---Called at the end of a batch of fit, unless on_train_batch_* is written.
---@param batch integer
---@param logs table
function Object:on_batch_end(batch, logs) end

---Called at the begin of a batch of fit.
---@param batch integer
---@param logs table
function Object:on_train_batch_begin(batch, logs) end

---Called at the end of a batch of fit.
---@param batch integer
---@param logs table
function Object:on_train_batch_end(batch, logs) end

---Called at the begin of a batch of evaluate.
---@param batch integer
---@param logs table
function Object:on_test_batch_begin(batch, logs) end

---Called at the end of a batch of evaluate.
---@param batch integer
---@param logs table
function Object:on_test_batch_end(batch, logs) end

---Called at the begin of a batch of predict.
---@param batch integer
---@param logs table
function Object:on_predict_batch_begin(batch, logs) end

---Called at the end of a batch of predict.
---@param batch integer
---@param logs table
function Object:on_predict_batch_end(batch, logs) end

end

---Callback(name, { on_epoch_end = function(self, epoch, logs) ... end, ... }); self.model is the model, self.params what fit was given. `state_fields = { 'wait' }` names the fields that a training resumed by BackupAndRestore goes on with.
---@param name string
---@param members keras.Members
---@return fun(arguments?: any, ...: any): keras.Callback
function keras.Callback(name, members) end

do
---The base of learning rates that change with the step. A class gives call(self, step), where step is the optimizer's counter, an int32 scalar, and which is made of ops: it runs inside compiled steps.
---@class keras.LearningRateSchedule
---@overload fun(step: keras.TensorLike): keras.Tensor
local Object = {}

---The arguments that make an object like this one, as files hold them.
---@return table
function Object:get_config() end

end

---The base of learning rates that change with the step. A class gives call(self, step), where step is the optimizer's counter, an int32 scalar, and which is made of ops: it runs inside compiled steps.
---@param name string
---@param members keras.Members
---@return fun(arguments?: any, ...: any): keras.LearningRateSchedule
function keras.LearningRateSchedule(name, members) end

do
---Model(name, { call = function(self, x, options) ... end }): a layer that trains: compile, fit, evaluate, predict.
---@class keras.Model: keras.Layer
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's
---@field layers keras.Layer[]
---@field optimizer keras.Optimizer?
---@field history keras.callbacks.History? Of the last fit.
---@field metrics_names string[]
---@field input_shape any
---@field output_shape any
---@field output_names string[]
---@field stop_training boolean Set by a callback to end fit after this step.
local Object = {}

---With what fit trains and evaluate measures: names, objects, classes, configs or functions; of several outputs a list or a table by name. Steps are compiled, unless jit_compile is false; with "auto" one that can't be runs eagerly after a warning. run_eagerly = true runs each step in Lua, where print shows numbers.
---@param optimizer? any
---@param loss? any
---@param loss_weights? any
---@param metrics? table
---@param weighted_metrics? table
---@param run_eagerly? boolean
---@param steps_per_execution? integer
---@param jit_compile? any
---@param auto_scale_loss? boolean
---@overload fun(self, arguments: { optimizer?: any, loss?: any, loss_weights?: any, metrics?: table, weighted_metrics?: table, run_eagerly?: boolean, steps_per_execution?: integer, jit_compile?: any, auto_scale_loss?: boolean })
---@overload fun(self, optimizer?: any, arguments: { loss?: any, loss_weights?: any, metrics?: table, weighted_metrics?: table, run_eagerly?: boolean, steps_per_execution?: integer, jit_compile?: any, auto_scale_loss?: boolean })
---@overload fun(self, optimizer?: any, loss?: any, arguments: { loss_weights?: any, metrics?: table, weighted_metrics?: table, run_eagerly?: boolean, steps_per_execution?: integer, jit_compile?: any, auto_scale_loss?: boolean })
function Object:compile(optimizer, loss, loss_weights, metrics, weighted_metrics, run_eagerly, steps_per_execution, jit_compile, auto_scale_loss) end

---Trains on batches of batch_size rows until `epochs` epochs are done, and tells the figures of each. x and y are tensors or tables of them, or x is a function that gives x, y, sample_weight of a batch at each call and nil at the end of an epoch. After every validation_freq epochs validation_data, { x, y } or { x, y, sample_weight }, is measured, or the last validation_split of the rows, on which it doesn't train. class_weight is a table of label = weight. verbose is 0 (silent), 1 or "auto" (a bar), or 2 (a line per epoch).
---@param x any
---@param y? any
---@param batch_size? integer
---@param epochs? integer
---@param verbose? any
---@param callbacks? any
---@param validation_split? number
---@param validation_data? any
---@param shuffle? boolean
---@param class_weight? table
---@param sample_weight? any
---@param initial_epoch? integer
---@param steps_per_epoch? integer
---@param validation_steps? integer
---@param validation_batch_size? integer
---@param validation_freq? any
---@return keras.callbacks.History
---@overload fun(self, x: any, arguments: { y?: any, batch_size?: integer, epochs?: integer, verbose?: any, callbacks?: any, validation_split?: number, validation_data?: any, shuffle?: boolean, class_weight?: table, sample_weight?: any, initial_epoch?: integer, steps_per_epoch?: integer, validation_steps?: integer, validation_batch_size?: integer, validation_freq?: any }): keras.callbacks.History
---@overload fun(self, x: any, y?: any, arguments: { batch_size?: integer, epochs?: integer, verbose?: any, callbacks?: any, validation_split?: number, validation_data?: any, shuffle?: boolean, class_weight?: table, sample_weight?: any, initial_epoch?: integer, steps_per_epoch?: integer, validation_steps?: integer, validation_batch_size?: integer, validation_freq?: any }): keras.callbacks.History
---@overload fun(self, x: any, y?: any, batch_size?: integer, arguments: { epochs?: integer, verbose?: any, callbacks?: any, validation_split?: number, validation_data?: any, shuffle?: boolean, class_weight?: table, sample_weight?: any, initial_epoch?: integer, steps_per_epoch?: integer, validation_steps?: integer, validation_batch_size?: integer, validation_freq?: any }): keras.callbacks.History
function Object:fit(x, y, batch_size, epochs, verbose, callbacks, validation_split, validation_data, shuffle, class_weight, sample_weight, initial_epoch, steps_per_epoch, validation_steps, validation_batch_size, validation_freq) end

---Measures without training; gives loss and metrics, as separate results or, with return_dict, by name.
---@param x any
---@param y? any
---@param batch_size? integer
---@param verbose? any
---@param sample_weight? any
---@param steps? integer
---@param callbacks? any
---@param return_dict? boolean
---@return any
---@return any ...
---@overload fun(self, x: any, arguments: { y?: any, batch_size?: integer, verbose?: any, sample_weight?: any, steps?: integer, callbacks?: any, return_dict?: boolean }): any
---@overload fun(self, x: any, y?: any, arguments: { batch_size?: integer, verbose?: any, sample_weight?: any, steps?: integer, callbacks?: any, return_dict?: boolean }): any
---@overload fun(self, x: any, y?: any, batch_size?: integer, arguments: { verbose?: any, sample_weight?: any, steps?: integer, callbacks?: any, return_dict?: boolean }): any
function Object:evaluate(x, y, batch_size, verbose, sample_weight, steps, callbacks, return_dict) end

---The outputs for all rows of x.
---@param x any
---@param batch_size? integer
---@param verbose? any
---@param steps? integer
---@param callbacks? any
---@return any
---@overload fun(self, x: any, arguments: { batch_size?: integer, verbose?: any, steps?: integer, callbacks?: any }): any
---@overload fun(self, x: any, batch_size?: integer, arguments: { verbose?: any, steps?: integer, callbacks?: any }): any
---@overload fun(self, x: any, batch_size?: integer, verbose?: any, arguments: { steps?: integer, callbacks?: any }): any
function Object:predict(x, batch_size, verbose, steps, callbacks) end

---One step; gives this batch's loss and metrics, as separate results or, with return_dict, by name.
---@param x any
---@param y? any
---@param sample_weight? any
---@param class_weight? table
---@param return_dict? boolean
---@return any
---@return any ...
---@overload fun(self, x: any, arguments: { y?: any, sample_weight?: any, class_weight?: table, return_dict?: boolean }): any
---@overload fun(self, x: any, y?: any, arguments: { sample_weight?: any, class_weight?: table, return_dict?: boolean }): any
---@overload fun(self, x: any, y?: any, sample_weight?: any, arguments: { class_weight?: table, return_dict?: boolean }): any
function Object:train_on_batch(x, y, sample_weight, class_weight, return_dict) end

---This batch's loss and metrics, as separate results or, with return_dict, by name.
---@param x any
---@param y? any
---@param sample_weight? any
---@param return_dict? boolean
---@return any
---@return any ...
---@overload fun(self, x: any, arguments: { y?: any, sample_weight?: any, return_dict?: boolean }): any
---@overload fun(self, x: any, y?: any, arguments: { sample_weight?: any, return_dict?: boolean }): any
---@overload fun(self, x: any, y?: any, sample_weight?: any, arguments: { return_dict?: boolean }): any
function Object:test_on_batch(x, y, sample_weight, return_dict) end

---The outputs for one batch.
---@param x any
---@return any
function Object:predict_on_batch(x) end

---Prints its layers, shapes and numbers of weights.
---@param line_length? integer
---@param positions? table
---@param print_fn? any
---@param expand_nested? boolean
---@param show_trainable? boolean
---@param layer_range? table
---@overload fun(self, arguments: { line_length?: integer, positions?: table, print_fn?: any, expand_nested?: boolean, show_trainable?: boolean, layer_range?: table })
---@overload fun(self, line_length?: integer, arguments: { positions?: table, print_fn?: any, expand_nested?: boolean, show_trainable?: boolean, layer_range?: table })
---@overload fun(self, line_length?: integer, positions?: table, arguments: { print_fn?: any, expand_nested?: boolean, show_trainable?: boolean, layer_range?: table })
function Object:summary(line_length, positions, print_fn, expand_nested, show_trainable, layer_range) end

---The layer of a name, or of a place from 0.
---@param name? string
---@param index? integer
---@return keras.Layer
---@overload fun(self, arguments: { name?: string, index?: integer }): keras.Layer
---@overload fun(self, name?: string, arguments: { index?: integer }): keras.Layer
function Object:get_layer(name, index) end

---Sets loss and metrics to zero.
function Object:reset_metrics() end

---Loss and metrics since the last reset, by name.
---@return table
function Object:get_metrics_result() end

---The loss that a step makes small.
---@param x? any
---@param y? any
---@param y_pred? any
---@param sample_weight? any
---@param training? boolean
---@return keras.Tensor
---@overload fun(self, arguments: { x?: any, y?: any, y_pred?: any, sample_weight?: any, training?: boolean }): keras.Tensor
---@overload fun(self, x?: any, arguments: { y?: any, y_pred?: any, sample_weight?: any, training?: boolean }): keras.Tensor
---@overload fun(self, x?: any, y?: any, arguments: { y_pred?: any, sample_weight?: any, training?: boolean }): keras.Tensor
function Object:compute_loss(x, y, y_pred, sample_weight, training) end

---Updates the metrics and gives them by name.
---@param x any
---@param y any
---@param y_pred any
---@param sample_weight? any
---@return table
---@overload fun(self, x: any, y: any, y_pred: any, arguments: { sample_weight?: any }): table
function Object:compute_metrics(x, y, y_pred, sample_weight) end

---One step on { x, y, sample_weight }; gives the logs. What a class of its own may write.
---@param batch table
---@return table
function Object:train_step(batch) end

---As train_step, without an update.
---@param batch table
---@return table
function Object:test_step(batch) end

---The outputs for { x }.
---@param batch table
---@return any
function Object:predict_step(batch) end

---What compile was given, as files hold it.
---@return table
function Object:get_compile_config() end

---Compiles with that; options has custom_objects.
---@param config table
---@param options? table
---@overload fun(self, config: table, arguments: { options?: table })
function Object:compile_from_config(config, options) end

---Its config as JSON, without weights.
---@return string
function Object:to_json() end

---Config, weights and the optimizer's state as a .keras file, which is replaced at once.
---@param filepath string
---@param overwrite? boolean
---@overload fun(self, filepath: string, arguments: { overwrite?: boolean })
function Object:save(filepath, overwrite) end

---Weights and the optimizer's state as a .weights.h5 file, which is replaced at once.
---@param filepath string
---@param overwrite? boolean
---@overload fun(self, filepath: string, arguments: { overwrite?: boolean })
function Object:save_weights(filepath, overwrite) end

---From a .weights.h5, a .keras or an older .h5. What doesn't fit is an error that changes nothing; with skip_mismatch the rest is loaded.
---@param filepath string
---@param skip_mismatch? boolean
---@param objects_to_skip? table
---@param by_name? boolean
---@overload fun(self, filepath: string, arguments: { skip_mismatch?: boolean, objects_to_skip?: table, by_name?: boolean })
---@overload fun(self, filepath: string, skip_mismatch?: boolean, arguments: { objects_to_skip?: table, by_name?: boolean })
---@overload fun(self, filepath: string, skip_mismatch?: boolean, objects_to_skip?: table, arguments: { by_name?: boolean })
function Object:load_weights(filepath, skip_mismatch, objects_to_skip, by_name) end

end

---Model(name, { call = function(self, x, options) ... end }): a layer that trains: compile, fit, evaluate, predict.
---@param name string
---@param members keras.Members
---@return fun(arguments?: any, ...: any): keras.Model
---@overload fun(inputs: any, outputs: any, name?: string): keras.Model
---@overload fun(inputs: any, outputs: any, arguments: { name?: string }): keras.Model
function keras.Model(name, members) end

do
---Layers one after the other. The layers are built at once where the first is a keras.Input (or input_shape is given), else at the first call.
---@class keras.Sequential: keras.Model
---@field layers any the layers in order; a constructor's array part
---@field input_shape any shape of the input without the batch's axis, instead of an Input
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's
---@field inputs keras.Tensor[]?
---@field outputs keras.Tensor[]?
local Object = {}

---Puts a layer at the end.
---@param layer any
function Object:add(layer) end

---Takes the last layer away.
---@return keras.Layer
function Object:pop() end

end

---Layers one after the other. The layers are built at once where the first is a keras.Input (or input_shape is given), else at the first call.
---formula: layer n(... layer 2(layer 1(x)))
---@param arguments? { layers?: any, input_shape?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.Sequential
function keras.Sequential(arguments, ...) end

do
---DTypePolicy(name): a dtype for variables and computation alike; mixed_float16 and mixed_bfloat16 keep float32 variables and compute in 16 bits.
---@class keras.DTypePolicy
---@field name string
---@field compute_dtype string In which a layer computes.
---@field variable_dtype string Of its variables.
local Object = {}

---The arguments that make an object like this one, as files hold them.
---@return table
function Object:get_config() end

end

---DTypePolicy(name): a dtype for variables and computation alike; mixed_float16 and mixed_bfloat16 keep float32 variables and compute in 16 bits.
---@param arguments? { name?: any }|any
---@param ... any
---@return keras.DTypePolicy
function keras.DTypePolicy(arguments, ...) end

do
---SeedGenerator(seed = nil, name = nil): a source of seeds that changes at every draw.
---@class keras.random.SeedGenerator
---@field seed any
---@field name string
---@field state keras.Variable uint32, shape (2,).
local Object = {}

---The seed of this draw, uint32 of shape (2,); the next one differs.
---@return keras.Tensor
function Object:next() end

---The arguments that make an object like this one, as files hold them.
---@return table
function Object:get_config() end

end

---SeedGenerator(seed = nil, name = nil): a source of seeds that changes at every draw.
---@param arguments? { seed?: any, name?: any }|any
---@param ... any
---@return keras.random.SeedGenerator
function keras.SeedGenerator(arguments, ...) end

---The only thing that changes: .value is a snapshot, assign, assign_add and assign_sub change it. It begins as a value, or as what an initializer (its name, an object, a function of (shape, { dtype })) makes of a shape.
---@param initializer any
---@param shape? integer[]
---@param dtype? string
---@param trainable? boolean
---@param name? string
---@param constraint? any
---@param regularizer? any
---@return keras.Variable
---@overload fun(initializer: any, arguments: { shape?: integer[], dtype?: string, trainable?: boolean, name?: string, constraint?: any, regularizer?: any }): keras.Variable
---@overload fun(initializer: any, shape?: integer[], arguments: { dtype?: string, trainable?: boolean, name?: string, constraint?: any, regularizer?: any }): keras.Variable
---@overload fun(initializer: any, shape?: integer[], dtype?: string, arguments: { trainable?: boolean, name?: string, constraint?: any, regularizer?: any }): keras.Variable
function keras.Variable(initializer, shape, dtype, trainable, name, constraint, regularizer) end

---The symbolic tensor that a model receives, by the shape of one sample: what goes through layers and ops until keras.Model { inputs = ..., outputs = ... }.
---@param shape? any
---@param batch_size? any
---@param dtype? any
---@param name? any
---@param batch_shape? any
---@return keras.Tensor
---@overload fun(arguments: { shape?: any, batch_size?: any, dtype?: any, name?: any, batch_shape?: any }): keras.Tensor
---@overload fun(shape?: any, arguments: { batch_size?: any, dtype?: any, name?: any, batch_shape?: any }): keras.Tensor
---@overload fun(shape?: any, batch_size?: any, arguments: { dtype?: any, name?: any, batch_shape?: any }): keras.Tensor
function keras.Input(shape, batch_size, dtype, name, batch_shape) end

---A function that computes what fn does, from a graph: traced once for each signature of its arguments, then only run.
---@param fn any
---@return keras.Compiled
function keras.jit(fn) end

---A function that gives fn's value, one float number, and its gradients by each tensor argument; with a list of variables, the list of gradients by those.
---@param fn any
---@param variables? any
---@return fun(...: any): keras.Tensor, any
---@overload fun(fn: any, arguments: { variables?: any }): fun(...: any): keras.Tensor, any
function keras.value_and_grad(fn, variables) end

---Prints the documentation of a class, an instance, a function, a namespace or the name of one; without x a list of what there is.
---@param x? any
---@overload fun(arguments: { x?: any })
function keras.help(x) end

keras.ops = {}

---The absolute value.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.abs(x) end

---The absolute value.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.absolute(x) end

---Sum of two tensors, element by element, with broadcasting.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.add(x1, x2) end

---Whether every element over axes (all when nil) is true or not zero, as bool; true of nothing. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function keras.ops.all(x, axis, keepdims) end

---The largest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype of x; nan if there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or given twice.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function keras.ops.amax(x, axis, keepdims) end

---The smallest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype of x; nan if there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or given twice.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function keras.ops.amin(x, axis, keepdims) end

---Whether any element over axes (all when nil) is true or not zero, as bool; false of nothing. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function keras.ops.any(x, axis, keepdims) end

---start, start + step, ... before stop; with one argument 0, 1, ... before it. Integers give int32, other numbers the default float dtype, unless dtype is given. Arguments that aren't numbers, a step of 0 and more elements than a tensor can have are errors.
---@param start any
---@param stop? any
---@param step? any
---@param dtype? string
---@return keras.Tensor
---@overload fun(start: any, arguments: { stop?: any, step?: any, dtype?: string }): keras.Tensor
---@overload fun(start: any, stop?: any, arguments: { step?: any, dtype?: string }): keras.Tensor
---@overload fun(start: any, stop?: any, step?: any, arguments: { dtype?: string }): keras.Tensor
function keras.ops.arange(start, stop, step, dtype) end

---The angle in radians whose cosine is x; nan outside [-1, 1].
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.arccos(x) end

---The inverse hyperbolic cosine; nan below 1.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.arccosh(x) end

---The angle in radians whose sine is x; nan outside [-1, 1].
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.arcsin(x) end

---The inverse hyperbolic sine.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.arcsinh(x) end

---The angle in radians whose tangent is x.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.arctan(x) end

---The angle in radians of the point (x2, x1).
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.arctan2(x1, x2) end

---The inverse hyperbolic tangent; nan outside [-1, 1].
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.arctanh(x) end

---The index (int32, from 0) of the largest element along an axis, or in C order when axis is nil; the first of equals, nan counting as largest. Nothing to choose from and an axis out of range are errors.
---@param x keras.TensorLike
---@param axis? integer
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer, keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer, arguments: { keepdims?: boolean }): keras.Tensor
function keras.ops.argmax(x, axis, keepdims) end

---The index (int32, from 0) of the smallest element along an axis, or in C order when axis is nil; the first of equals, nan counting as smallest. Nothing to choose from and an axis out of range are errors.
---@param x keras.TensorLike
---@param axis? integer
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer, keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer, arguments: { keepdims?: boolean }): keras.Tensor
function keras.ops.argmin(x, axis, keepdims) end

---The indices (int32, from 0) that put x in ascending order along an axis, or all elements in C order when axis is nil. Equal elements keep their order, nan comes last. The shape is that of x, or one axis when axis is nil. An axis out of range is an error.
---@param x keras.TensorLike
---@param axis? integer
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer }): keras.Tensor
function keras.ops.argsort(x, axis) end

---A tensor from a number, a boolean, a nested table, a variable or a tensor, in the dtype given. Without one integers give int32 (int64 when they don't fit), other numbers the default float dtype, booleans bool; a tensor stays what it is. A table that isn't rectangular, has entries of other types or is no list is an error.
---@param x any
---@param dtype? string
---@return keras.Tensor
---@overload fun(x: any, arguments: { dtype?: string }): keras.Tensor
function keras.ops.array(x, dtype) end

---x repeated along axes of length 1, and along new axes in front, to a shape. A view. A shape that x doesn't broadcast to is an error.
---@param x keras.TensorLike
---@param shape integer[]
---@return keras.Tensor
function keras.ops.broadcast_to(x, shape) end

---x as another dtype. Floats become integers by truncation, saturating at the ends (nan gives 0); integers wrap; bool is "not zero". The same dtype gives x itself. A dtype of no such name is an error.
---@param x keras.TensorLike
---@param dtype string
---@return keras.Tensor
function keras.ops.cast(x, dtype) end

---The smallest integer not below x, as a float.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.ceil(x) end

---max(x, 0) + min(alpha * (exp(x / alpha) - 1), 0), element by element (Barron, 2017).
---@param x keras.TensorLike
---@param alpha? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { alpha?: number }): keras.Tensor
function keras.ops.celu(x, alpha) end

---min(max(x, x_min), x_max), element by element, with broadcasting; x_max wins where the bounds cross. The dtype is the promoted one; bool counts as int32. Shapes that don't broadcast are an error.
---@param x keras.TensorLike
---@param x_min keras.TensorLike
---@param x_max keras.TensorLike
---@return keras.Tensor
function keras.ops.clip(x, x_min, x_max) end

---The tensors one after the other along an axis; their other dimensions agree. The dtype is the promoted one. No tensors, other dimensions that differ and an axis out of range are errors.
---@param xs keras.TensorLike[]
---@param axis? integer
---@return keras.Tensor
---@overload fun(xs: keras.TensorLike[], arguments: { axis?: integer }): keras.Tensor
function keras.ops.concatenate(xs, axis) end

---true_fn() where the scalar pred is true (not zero), else false_fn(). In a compiled function both run and the results are selected: they have one structure, dtype and shape, and assign nothing. A pred of more than one element is an error.
---@param pred keras.TensorLike
---@param true_fn any
---@param false_fn any
---@return keras.Tensor
function keras.ops.cond(pred, true_fn, false_fn) end

---A tensor from a number, a boolean, a nested table, a variable or a tensor, in the dtype given. Without one integers give int32 (int64 when they don't fit), other numbers the default float dtype, booleans bool; a tensor stays what it is. A table that isn't rectangular, has entries of other types or is no list is an error.
---@param x any
---@param dtype? string
---@return keras.Tensor
---@overload fun(x: any, arguments: { dtype?: string }): keras.Tensor
function keras.ops.convert_to_tensor(x, dtype) end

---The cosine of x radians.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.cos(x) end

---The hyperbolic cosine.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.cosh(x) end

---Running sums along an axis; of all elements in C order, on one axis, when axis is nil. bool counts in int32, other dtypes stay; x is cast to dtype first when it is given. An axis out of range is an error.
---@param x keras.TensorLike
---@param axis? integer
---@param dtype? string
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer, dtype?: string }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer, arguments: { dtype?: string }): keras.Tensor
function keras.ops.cumsum(x, axis, dtype) end

---Quotient x1 / x2; integers give the default float dtype. Division by zero gives inf or nan.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.divide(x1, x2) end

---Quotient x1 / x2 that is 0 where x2 is 0.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.divide_no_nan(x1, x2) end

---NumPy's dot: the product with a scalar, otherwise the products summed over the last axis of x1 and the last but one of x2 (the only one of a vector). The dtype is the promoted one. Axes of different lengths are an error.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.dot(x1, x2) end

---x where x > 0, alpha * (exp(x) - 1) elsewhere, element by element (Clevert and others, 2016).
---@param x keras.TensorLike
---@param alpha? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { alpha?: number }): keras.Tensor
function keras.ops.elu(x, alpha) end

---x1 == x2, element by element, as bool. (Lua's == compares identity.)
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.equal(x1, x2) end

---The error function.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.erf(x) end

---1 - erf(x), accurate where that is small.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.erfc(x) end

---e to the power of x.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.exp(x) end

---2 to the power of x.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.exp2(x) end

---x with axes of length 1 added so that they stand at the positions axis of the result. A view. A position out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis integer|integer[]
---@return keras.Tensor
function keras.ops.expand_dims(x, axis) end

---exp(x) - 1, accurate near 0.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.expm1(x) end

---N by M (N by N when M is nil) with ones on the k-th diagonal (above the main one for k > 0), zeros elsewhere; the default float dtype unless given. Negative sizes are errors.
---@param N integer
---@param M? integer
---@param k? integer
---@param dtype? string
---@return keras.Tensor
---@overload fun(N: integer, arguments: { M?: integer, k?: integer, dtype?: string }): keras.Tensor
---@overload fun(N: integer, M?: integer, arguments: { k?: integer, dtype?: string }): keras.Tensor
---@overload fun(N: integer, M?: integer, k?: integer, arguments: { dtype?: string }): keras.Tensor
function keras.ops.eye(N, M, k, dtype) end

---x in reverse order along the given axes (all when nil). A view. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[] }): keras.Tensor
function keras.ops.flip(x, axis) end

---The largest integer not above x, as a float.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.floor(x) end

---The largest integer not above x1 / x2. Integer division by zero gives 0.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.floor_divide(x1, x2) end

---val = body_fun(i, val) for i from lower to upper - 1, beginning with init_val. The bounds are known integers, else an error.
---@param lower any
---@param upper any
---@param body_fun any
---@param init_val any
---@return keras.Tensor
function keras.ops.fori_loop(lower, upper, body_fun, init_val) end

---A tensor of a shape filled with a value, which broadcasts to it. The dtype is the default float dtype unless given. A negative dimension and a value that doesn't broadcast are errors.
---@param shape integer[]
---@param fill_value keras.TensorLike
---@param dtype? string
---@return keras.Tensor
---@overload fun(shape: integer[], fill_value: keras.TensorLike, arguments: { dtype?: string }): keras.Tensor
function keras.ops.full(shape, fill_value, dtype) end

---fill_value, which broadcasts, in the shape of x, and in its dtype unless another is given. A fill_value that doesn't broadcast is an error.
---@param x keras.TensorLike
---@param fill_value keras.TensorLike
---@param dtype? string
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, fill_value: keras.TensorLike, arguments: { dtype?: string }): keras.Tensor
function keras.ops.full_like(x, fill_value, dtype) end

---x * P(X <= x) for a standard normal X, element by element; with approximate 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))); 0 at -inf (Hendrycks and Gimpel, 2016).
---@param x keras.TensorLike
---@param approximate? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { approximate?: boolean }): keras.Tensor
function keras.ops.gelu(x, approximate) end

---a * sigmoid(b), where a and b are the halves of x along an axis (Dauphin and others, 2017). An axis of odd length or out of range is an error.
---@param x keras.TensorLike
---@param axis? integer
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer }): keras.Tensor
function keras.ops.glu(x, axis) end

---x1 > x2, element by element, as bool.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.greater(x1, x2) end

---x1 >= x2, element by element, as bool.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.greater_equal(x1, x2) end

---x where |x| > threshold, 0 elsewhere, element by element.
---@param x keras.TensorLike
---@param threshold? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { threshold?: number }): keras.Tensor
function keras.ops.hard_shrink(x, threshold) end

---relu6(x + 3) / 6, element by element.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.hard_sigmoid(x) end

---x * hard_sigmoid(x), element by element; 0 at -inf (Howard and others, 2019).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.hard_silu(x) end

---x * hard_sigmoid(x), element by element; 0 at -inf (Howard and others, 2019).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.hard_swish(x) end

---min(max(x, -1), 1), element by element.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.hard_tanh(x) end

---Whether x is a tensor: true or false. A variable is none, nor is a table that could become one.
---@param x any
---@return boolean
function keras.ops.is_tensor(x) end

---x is neither infinite nor nan, as bool.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.isfinite(x) end

---x is inf or -inf, as bool.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.isinf(x) end

---x is nan, as bool.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.isnan(x) end

---x where x >= 0, negative_slope * x elsewhere, element by element.
---@param x keras.TensorLike
---@param negative_slope? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { negative_slope?: number }): keras.Tensor
function keras.ops.leaky_relu(x, negative_slope) end

---x1 < x2, element by element, as bool.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.less(x1, x2) end

---x1 <= x2, element by element, as bool.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.less_equal(x1, x2) end

---num numbers evenly spaced from start to stop, with stop itself when endpoint is true. start and stop broadcast together; the numbers lie on a new axis of the result. The dtype is the promoted one with the default float dtype unless given; an integer dtype gets the floor. With retstep the spacing is a second result (nan when there is none). A negative num, an axis out of range and shapes that don't broadcast are errors.
---@param start keras.TensorLike
---@param stop keras.TensorLike
---@param num? integer
---@param endpoint? boolean
---@param retstep? boolean
---@param dtype? string
---@param axis? integer
---@return keras.Tensor
---@overload fun(start: keras.TensorLike, stop: keras.TensorLike, arguments: { num?: integer, endpoint?: boolean, retstep?: boolean, dtype?: string, axis?: integer }): keras.Tensor
---@overload fun(start: keras.TensorLike, stop: keras.TensorLike, num?: integer, arguments: { endpoint?: boolean, retstep?: boolean, dtype?: string, axis?: integer }): keras.Tensor
---@overload fun(start: keras.TensorLike, stop: keras.TensorLike, num?: integer, endpoint?: boolean, arguments: { retstep?: boolean, dtype?: string, axis?: integer }): keras.Tensor
function keras.ops.linspace(start, stop, num, endpoint, retstep, dtype, axis) end

---The natural logarithm: -inf at 0, nan below.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.log(x) end

---The logarithm to base 10.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.log10(x) end

---log(1 + x), accurate near 0.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.log1p(x) end

---The logarithm to base 2.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.log2(x) end

---log(sigmoid(x)), element by element, without overflow.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.log_sigmoid(x) end

---log(softmax(x)) over axes, without overflow or loss of small values. Integers give the default float dtype. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[] }): keras.Tensor
function keras.ops.log_softmax(x, axis) end

---log(exp(x1) + exp(x2)) without overflow.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.logaddexp(x1, x2) end

---Both are true (not zero), as bool.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.logical_and(x1, x2) end

---x is zero or false, as bool.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.logical_not(x) end

---At least one is true (not zero), as bool.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.logical_or(x1, x2) end

---Exactly one is true (not zero), as bool.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.logical_xor(x1, x2) end

---log(sum(exp(x))) over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), without overflow. Integers give the default float dtype. -inf of nothing. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function keras.ops.logsumexp(x, axis, keepdims) end

---f(x) for each x along the first axis of xs, stacked. No rows is an error.
---@param f any
---@param xs any
---@return keras.Tensor
function keras.ops.map(f, xs) end

---The matrix product of the last two axes; leading axes broadcast; a vector counts as a row on the left, a column on the right, and its axis is dropped from the result. Half types are summed in float32.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.matmul(x1, x2) end

---The largest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype of x; nan if there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or given twice. With a number `initial`, which takes part too, there is always one.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@param keepdims? boolean
---@param initial? any
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[], keepdims?: boolean, initial?: any }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], arguments: { keepdims?: boolean, initial?: any }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], keepdims?: boolean, arguments: { initial?: any }): keras.Tensor
function keras.ops.max(x, axis, keepdims, initial) end

---The larger of two elements; nan if either is.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.maximum(x1, x2) end

---The mean over axes (all when nil; the reduced axes stay with length 1 when keepdims is true): their sum, divided by how many they are. Integers give the default float dtype. nan of nothing. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function keras.ops.mean(x, axis, keepdims) end

---The smallest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype of x; nan if there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or given twice. With a number `initial`, which takes part too, there is always one.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@param keepdims? boolean
---@param initial? any
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[], keepdims?: boolean, initial?: any }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], arguments: { keepdims?: boolean, initial?: any }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], keepdims?: boolean, arguments: { initial?: any }): keras.Tensor
function keras.ops.min(x, axis, keepdims, initial) end

---The smaller of two elements; nan if either is.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.minimum(x1, x2) end

---Remainder of x1 / x2 with the sign of x2, as Python's %. Integer modulo zero gives 0.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.mod(x1, x2) end

---Product of two tensors, element by element, with broadcasting.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.multiply(x1, x2) end

---The number of axes, an integer.
---@param x keras.TensorLike
---@return integer
function keras.ops.ndim(x) end

---The negative -x, element by element.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.negative(x) end

---The norm of vectors along one axis or of matrices over two; of all elements when axis is nil. ord nil: the square root of the sum of squares. Vectors: 1, 2, 0 (how many aren't 0), math.huge and -math.huge (the largest and smallest), any other p: sum(|x|^p)^(1/p). Matrices: "fro" (Frobenius), "nuc" (the sum of the singular values), 2 and -2 (the largest and smallest of them), 1 and -1 (the largest and smallest sum of a column), math.huge and -math.huge (of a row). Integers give the default float dtype. Another ord, more than two axes (with an ord: also of x, when axis is nil) and an axis out of range are errors.
---@param x keras.TensorLike
---@param ord? any
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { ord?: any, axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, ord?: any, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, ord?: any, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function keras.ops.norm(x, ord, axis, keepdims) end

---x1 ~= x2, element by element, as bool.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.not_equal(x1, x2) end

---Rows of zeros with a one at the place that each element of x names, on a new axis of length num_classes; anything but an integer in [0, num_classes) gives zeros. The dtype is the default float dtype unless given. A negative num_classes and an axis out of range are errors.
---@param x keras.TensorLike
---@param num_classes integer
---@param axis? integer
---@param dtype? string
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, num_classes: integer, arguments: { axis?: integer, dtype?: string }): keras.Tensor
---@overload fun(x: keras.TensorLike, num_classes: integer, axis?: integer, arguments: { dtype?: string }): keras.Tensor
function keras.ops.one_hot(x, num_classes, axis, dtype) end

---Ones of a shape; the default float dtype unless given. A negative dimension is an error.
---@param shape integer[]
---@param dtype? string
---@return keras.Tensor
---@overload fun(shape: integer[], arguments: { dtype?: string }): keras.Tensor
function keras.ops.ones(shape, dtype) end

---Ones of the shape of x, and of its dtype unless another is given.
---@param x keras.TensorLike
---@param dtype? string
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { dtype?: string }): keras.Tensor
function keras.ops.ones_like(x, dtype) end

---x with entries added around it: one width, one pair {before, after} or a pair per axis. The mode tells which: "constant" (constant_values, 0 by default), "edge" (the outermost), "reflect" (mirrored without the outermost), "symmetric" (mirrored with it) or "wrap" (from the other end). The dtype stays. Negative widths, a wrong number of pairs, constant_values with another mode, and an empty axis with nothing to repeat are errors.
---@param x keras.TensorLike
---@param pad_width any
---@param mode? string
---@param constant_values? any
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, pad_width: any, arguments: { mode?: string, constant_values?: any }): keras.Tensor
---@overload fun(x: keras.TensorLike, pad_width: any, mode?: string, arguments: { constant_values?: any }): keras.Tensor
function keras.ops.pad(x, pad_width, mode, constant_values) end

---x1 to the power of x2. An integer to a negative power gives 0 (1 and -1 apart).
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.power(x1, x2) end

---The product over axes (all when nil; the reduced axes stay with length 1 when keepdims is true). bool, int8 and int16 multiply as int32, uint8 and uint16 as uint32, other dtypes as themselves, unless dtype says otherwise; integers wrap. 1 of nothing. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@param keepdims? boolean
---@param dtype? string
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[], keepdims?: boolean, dtype?: string }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], arguments: { keepdims?: boolean, dtype?: string }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], keepdims?: boolean, arguments: { dtype?: string }): keras.Tensor
function keras.ops.prod(x, axis, keepdims, dtype) end

---All elements on one axis, in C order. A view where x lies in that order.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.ravel(x) end

---1 / x.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.reciprocal(x) end

---max(x, 0); the gradient at 0 is 0.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.relu(x) end

---min(max(x, 0), 6), element by element.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.relu6(x) end

---Each slice along an axis (each element in C order when axis is nil) repeats times in a row; a list has one count for each. The dtype stays. Negative counts, counts that aren't integers, a list of another length and an axis out of range are errors.
---@param x keras.TensorLike
---@param repeats any
---@param axis? integer
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, repeats: any, arguments: { axis?: integer }): keras.Tensor
keras.ops["repeat"] = function(x, repeats, axis) end

---The same elements in C order under another shape; one dimension may be -1 and is worked out. A view where x lies in C order. A number of elements that doesn't fit is an error.
---@param x keras.TensorLike
---@param newshape integer[]
---@return keras.Tensor
function keras.ops.reshape(x, newshape) end

---x with its elements moved shift places towards the end of an axis, those that leave it coming back at its start; of all elements in C order, the shape kept, when axis is nil. Lists of shifts and axes are taken in pairs, a single one with each of the others; an axis may come again. Shifts that aren't integers, lists of different lengths and an axis out of range are errors.
---@param x keras.TensorLike
---@param shift any
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, shift: any, arguments: { axis?: integer|integer[] }): keras.Tensor
function keras.ops.roll(x, shift, axis) end

---x rounded to a number of decimals (to tens, hundreds, ... when negative), halves to even. The dtype stays.
---@param x keras.TensorLike
---@param decimals? integer
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { decimals?: integer }): keras.Tensor
function keras.ops.round(x, decimals) end

---1 / sqrt(x).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.rsqrt(x) end

---carry, y = f(carry, x) for each x along the first axis of xs (or `length` times with nil), beginning with init; gives the last carry and the ys stacked (nil where f gives none). Neither xs nor length, or lengths that differ, is an error.
---@param f any
---@param init any
---@param xs? any
---@param length? integer
---@param reverse? boolean
---@param unroll? any
---@return keras.Tensor
---@return keras.Tensor
---@overload fun(f: any, init: any, arguments: { xs?: any, length?: integer, reverse?: boolean, unroll?: any }): keras.Tensor, keras.Tensor
---@overload fun(f: any, init: any, xs?: any, arguments: { length?: integer, reverse?: boolean, unroll?: any }): keras.Tensor, keras.Tensor
---@overload fun(f: any, init: any, xs?: any, length?: integer, arguments: { reverse?: boolean, unroll?: any }): keras.Tensor, keras.Tensor
function keras.ops.scan(f, init, xs, length, reverse, unroll) end

---1.05070098 * elu(x, 1.67326324), element by element (Klambauer and others, 2017).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.selu(x) end

---The shape as a list of integers; keras.null where a symbol's dimension is unknown.
---@param x keras.TensorLike
---@return integer[]
function keras.ops.shape(x) end

---1 / (1 + exp(-x)), without overflow.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.sigmoid(x) end

----1, 0 or 1; nan for nan.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.sign(x) end

---x * sigmoid(x), element by element; 0 at -inf (Ramachandran and others, 2017).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.silu(x) end

---The sine of x radians.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.sin(x) end

---The hyperbolic sine.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.sinh(x) end

---The number of elements, an integer.
---@param x keras.TensorLike
---@return integer
function keras.ops.size(x) end

---The block of a shape that begins at start_indices, one start and one size per axis; negative starts count from the end, a size of -1 reaches to the end. A view. A wrong number of them and a block that leaves inputs are errors.
---@param inputs keras.TensorLike
---@param start_indices integer[]
---@param shape integer[]
---@return keras.Tensor
function keras.ops.slice(inputs, start_indices, shape) end

---x - threshold where x > threshold, x + threshold where x < -threshold, 0 elsewhere, element by element.
---@param x keras.TensorLike
---@param threshold? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { threshold?: number }): keras.Tensor
function keras.ops.soft_shrink(x, threshold) end

---exp(x) / sum(exp(x)) over axes, without overflow. Integers give the default float dtype. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[] }): keras.Tensor
function keras.ops.softmax(x, axis) end

---log(1 + exp(x)), without overflow.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.softplus(x) end

---x / (1 + |x|), element by element; +-1 at +-inf.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.softsign(x) end

---x in ascending order along an axis, or all its elements on one axis when axis is nil; nan comes last. The dtype stays. An axis out of range is an error.
---@param x keras.TensorLike
---@param axis? integer
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer }): keras.Tensor
function keras.ops.sort(x, axis) end

---0 where x <= -1, x where x >= 1, (x + 1)^2 / 4 between, element by element.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.sparse_plus(x) end

---0 where x <= -1, 1 where x >= 1, (x + 1) / 2 between, element by element (Martins and Astudillo, 2016).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.sparse_sigmoid(x) end

---The point of the probability simplex nearest to x along an axis: max(x - t, 0), where t makes the sum 1; small elements become exactly 0 (Martins and Astudillo, 2016). Integers give the default float dtype. An axis out of range is an error.
---@param x keras.TensorLike
---@param axis? integer
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer }): keras.Tensor
function keras.ops.sparsemax(x, axis) end

---A list of parts along an axis: that many equal ones, or cut before each of a list of indices (negative ones count from the end, those beyond it give empty parts). Views. A number that doesn't divide the length, indices that aren't integers and an axis out of range are errors.
---@param x keras.TensorLike
---@param indices_or_sections any
---@param axis? integer
---@return keras.Tensor[]
---@overload fun(x: keras.TensorLike, indices_or_sections: any, arguments: { axis?: integer }): keras.Tensor[]
function keras.ops.split(x, indices_or_sections, axis) end

---The square root; nan below 0.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.sqrt(x) end

---x * x.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.square(x) end

---(x + sqrt(x^2 + b)) / 2, element by element, without overflow or loss of small values (Barron, 2021).
---@param x keras.TensorLike
---@param b? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { b?: number }): keras.Tensor
function keras.ops.squareplus(x, b) end

---x without the given axes, which have length 1 (all such axes when axis is nil). A view. An axis of another length, out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[] }): keras.Tensor
function keras.ops.squeeze(x, axis) end

---Tensors of one shape one after the other along a new axis of the result. The dtype is the promoted one. No tensors, shapes that differ and an axis out of range are errors.
---@param x keras.TensorLike[]
---@param axis? integer
---@return keras.Tensor
---@overload fun(x: keras.TensorLike[], arguments: { axis?: integer }): keras.Tensor
function keras.ops.stack(x, axis) end

---The square root of the variance over axes (all when nil; the reduced axes stay with length 1 when keepdims is true). Integers give the default float dtype. nan of nothing. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function keras.ops.std(x, axis, keepdims) end

---The same value, as a constant to gradients: none flows through it.
---@param variable keras.TensorLike
---@return keras.Tensor
function keras.ops.stop_gradient(variable) end

---Difference x1 - x2, element by element, with broadcasting.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.subtract(x1, x2) end

---The sum over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), pairwise with a fixed shape, so that the bits don't depend on threads. bool, int8 and int16 add up as int32, uint8 and uint16 as uint32, other dtypes as themselves; integers wrap. 0 of nothing. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function keras.ops.sum(x, axis, keepdims) end

---x with two axes exchanged. A view. An axis out of range is an error.
---@param x keras.TensorLike
---@param axis1 integer
---@param axis2 integer
---@return keras.Tensor
function keras.ops.swapaxes(x, axis1, axis2) end

---x * sigmoid(x), element by element; 0 at -inf (Ramachandran and others, 2017).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.swish(x) end

---branches[clamp(index) + 1](operand): index counts from 0 and is clamped to the branches. operands is a list of arguments. No branches is an error.
---@param index keras.TensorLike
---@param branches any
---@param operands? any
---@return keras.Tensor
---@overload fun(index: keras.TensorLike, branches: any, arguments: { operands?: any }): keras.Tensor
function keras.ops.switch(index, branches, operands) end

---Slices of x along an axis (elements in C order when axis is nil) at integer indices; the axis is replaced by the axes of indices, the dtype is that of x. Negative indices count from the end; an index out of range is an error, as are indices that aren't integers.
---@param x keras.TensorLike
---@param indices keras.TensorLike
---@param axis? integer
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, indices: keras.TensorLike, arguments: { axis?: integer }): keras.Tensor
function keras.ops.take(x, indices, axis) end

---The elements of x at integer indices along an axis, position by position: result[i, j] = x[i, indices[i, j]] for axis 1 of two; of all elements in C order when axis is nil (indices then have one axis). The other axes of x and indices broadcast. Negative indices count from the end; an index out of range is an error, as are indices that aren't integers or whose number of axes or lengths don't fit.
---@param x keras.TensorLike
---@param indices keras.TensorLike
---@param axis? integer
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, indices: keras.TensorLike, arguments: { axis?: integer }): keras.Tensor
function keras.ops.take_along_axis(x, indices, axis) end

---The tangent of x radians.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.tan(x) end

---The hyperbolic tangent.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.tanh(x) end

---x - tanh(x), element by element.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.tanh_shrink(x) end

---Products summed over axes: the last n of x1 with the first n of x2 for a number n, or two lists of axes, paired in order. The result has the free axes of x1, then those of x2; the dtype is the promoted one. Axes out of range, given twice, of different lengths or in lists of different sizes are errors.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@param axes? any
---@return keras.Tensor
---@overload fun(x1: keras.TensorLike, x2: keras.TensorLike, arguments: { axes?: any }): keras.Tensor
function keras.ops.tensordot(x1, x2, axes) end

---x where x > threshold, default_value elsewhere, element by element.
---@param x keras.TensorLike
---@param threshold number
---@param default_value number
---@return keras.Tensor
function keras.ops.threshold(x, threshold, default_value) end

---x as a whole repeated along each axis; the shorter of shape and repeats is padded with ones in front. The dtype stays. A negative count is an error.
---@param x keras.TensorLike
---@param repeats integer[]
---@return keras.Tensor
function keras.ops.tile(x, repeats) end

---The axes in another order (reversed when axes is nil): axis i of the result is axis axes[i] of x. A view. Axes that aren't each of x's once are an error.
---@param x keras.TensorLike
---@param axes? integer[]
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axes?: integer[] }): keras.Tensor
function keras.ops.transpose(x, axes) end

---Quotient x1 / x2; integers give the default float dtype. Division by zero gives inf or nan.
---@param x1 keras.TensorLike
---@param x2 keras.TensorLike
---@return keras.Tensor
function keras.ops.true_divide(x1, x2) end

---x without its fraction.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.ops.trunc(x) end

---The mean squared deviation from the mean over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), divided by how many elements they have. Integers give the default float dtype. nan of nothing. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[], keepdims?: boolean }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer|integer[], arguments: { keepdims?: boolean }): keras.Tensor
function keras.ops.var(x, axis, keepdims) end

---fn(x) for each x along the first axis of elements, stacked. No rows is an error.
---@param fn any
---@param elements any
---@return keras.Tensor
function keras.ops.vectorized_map(fn, elements) end

---x1 where condition is true (not zero), x2 elsewhere. The three broadcast together; the dtype is the promoted one of x1 and x2. The condition alone gives the places of its true elements in C order: a list with one int32 tensor per axis, which a symbol can't. One of x1 and x2 without the other, and shapes that don't broadcast, are errors.
---@param condition keras.TensorLike
---@param x1? any
---@param x2? any
---@return keras.Tensor
---@overload fun(condition: keras.TensorLike, arguments: { x1?: any, x2?: any }): keras.Tensor
---@overload fun(condition: keras.TensorLike, x1?: any, arguments: { x2?: any }): keras.Tensor
function keras.ops.where(condition, x1, x2) end

---Repeats loop_vars = body(loop_vars...) while cond(loop_vars...) is true, at most maximum_iterations times. loop_vars is a list, or one value. It reads a value at every step, so it is an error in a compiled function.
---@param cond any
---@param body any
---@param loop_vars any
---@param maximum_iterations? integer
---@return keras.Tensor
---@overload fun(cond: any, body: any, loop_vars: any, arguments: { maximum_iterations?: integer }): keras.Tensor
function keras.ops.while_loop(cond, body, loop_vars, maximum_iterations) end

---Zeros of a shape; the default float dtype unless given. A negative dimension is an error.
---@param shape integer[]
---@param dtype? string
---@return keras.Tensor
---@overload fun(shape: integer[], arguments: { dtype?: string }): keras.Tensor
function keras.ops.zeros(shape, dtype) end

---Zeros of the shape of x, and of its dtype unless another is given.
---@param x keras.TensorLike
---@param dtype? string
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { dtype?: string }): keras.Tensor
function keras.ops.zeros_like(x, dtype) end

keras.losses = {}

---The crossentropy of yes-or-no labels and probabilities or logits.
---@class keras.losses.BinaryCrossentropy: keras.Loss
---@field from_logits boolean whether y_pred holds logits, not probabilities
---@field label_smoothing any how far labels are drawn towards 0.5, in [0, 1]
---@field axis any axis of the mean
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The crossentropy of yes-or-no labels and probabilities or logits.
---formula: mean over axis of -[t log p + (1 - t) log(1 - p)], p clipped to [epsilon, 1 - epsilon]; of logits x, max(x, 0) - x t + log(1 + exp(-|x|)). label_smoothing s: t becomes t (1 - s) + s / 2
---@param arguments? { from_logits?: any, label_smoothing?: any, axis?: any, reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.BinaryCrossentropy
function keras.losses.BinaryCrossentropy(arguments, ...) end

---The crossentropy of yes-or-no labels in which examples that are right already count for little.
---@class keras.losses.BinaryFocalCrossentropy: keras.Loss
---@field apply_class_balancing boolean whether the classes are weighted with alpha
---@field alpha any weight of label 1; label 0 has 1 - alpha
---@field gamma any how little easy examples count; 0 is plain crossentropy
---@field from_logits boolean whether y_pred holds logits, not probabilities
---@field label_smoothing any how far labels are drawn towards 0.5, in [0, 1]
---@field axis any axis of the mean
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The crossentropy of yes-or-no labels in which examples that are right already count for little.
---formula: mean over axis of w (1 - p_t)^gamma bce; bce as in BinaryCrossentropy, p_t = t p + (1 - t)(1 - p); logits go through a sigmoid first; w = t alpha + (1 - t)(1 - alpha) with apply_class_balancing, else 1
---@param arguments? { apply_class_balancing?: any, alpha?: any, gamma?: any, from_logits?: any, label_smoothing?: any, axis?: any, reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.BinaryFocalCrossentropy
function keras.losses.BinaryFocalCrossentropy(arguments, ...) end

---Connectionist temporal classification: how unlikely a sequence of labels is, given logits for each of more steps. Class 0 is the blank, and pads labels.
---@class keras.losses.CTC: keras.Loss
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---Connectionist temporal classification: how unlikely a sequence of labels is, given logits for each of more steps. Class 0 is the blank, and pads labels.
---formula: -log(sum of the probabilities of all paths that give the labels once repeats are merged and blanks dropped), by the forward recursion in logarithms
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.CTC
function keras.losses.CTC(arguments, ...) end

---The crossentropy of one-hot labels (or distributions) and probabilities or logits.
---@class keras.losses.CategoricalCrossentropy: keras.Loss
---@field from_logits boolean whether y_pred holds logits, not probabilities
---@field label_smoothing any how far labels are drawn towards being equal, in [0, 1]
---@field axis any axis of the classes
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The crossentropy of one-hot labels (or distributions) and probabilities or logits.
---formula: -sum(t log q) over axis; q = p / sum(p) clipped to [epsilon, 1 - epsilon], or softmax of logits. label_smoothing s: t becomes t (1 - s) + s / classes
---@param arguments? { from_logits?: any, label_smoothing?: any, axis?: any, reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.CategoricalCrossentropy
function keras.losses.CategoricalCrossentropy(arguments, ...) end

---The crossentropy of one-hot labels in which examples that are right already count for little.
---@class keras.losses.CategoricalFocalCrossentropy: keras.Loss
---@field alpha any weight of all classes, or a list with one for each
---@field gamma any how little easy examples count; 0 is plain crossentropy
---@field from_logits boolean whether y_pred holds logits, not probabilities
---@field label_smoothing any how far labels are drawn towards being equal, in [0, 1]
---@field axis any axis of the classes
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The crossentropy of one-hot labels in which examples that are right already count for little.
---formula: sum over axis of -alpha (1 - q)^gamma t log q; q = p / sum(p) clipped to [epsilon, 1 - epsilon], of logits their softmax; label_smoothing s: t becomes t (1 - s) + s / classes
---@param arguments? { alpha?: any, gamma?: any, from_logits?: any, label_smoothing?: any, axis?: any, reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.CategoricalFocalCrossentropy
function keras.losses.CategoricalFocalCrossentropy(arguments, ...) end

---Between crossentropy (q near 0) and mean absolute error (q near 1) of integer labels, which bears wrong labels better. A label outside the classes is an error.
---@class keras.losses.CategoricalGeneralizedCrossEntropy: keras.Loss
---@field q any between 0 and 1: how much wrong labels are borne
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---Between crossentropy (q near 0) and mean absolute error (q near 1) of integer labels, which bears wrong labels better. A label outside the classes is an error.
---formula: (1 - p[label]^q) / q
---@param arguments? { q?: any, reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.CategoricalGeneralizedCrossEntropy
function keras.losses.CategoricalGeneralizedCrossEntropy(arguments, ...) end

---The margin by which the best wrong class comes near the right one, for one-hot labels.
---@class keras.losses.CategoricalHinge: keras.Loss
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The margin by which the best wrong class comes near the right one, for one-hot labels.
---formula: max(max((1 - y_true) y_pred) - sum(y_true y_pred) + 1, 0) over the last axis
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.CategoricalHinge
function keras.losses.CategoricalHinge(arguments, ...) end

---Circle loss: draws unit-norm embeddings of one class together and pushes those of others apart, the harder the further they are from where they belong. A row without a loss is masked out.
---@class keras.losses.Circle: keras.Loss
---@field gamma any scale of the similarities
---@field margin any distance below which a pair counts as near
---@field remove_diagonal boolean whether a row is no partner of itself
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---Circle loss: draws unit-norm embeddings of one class together and pushes those of others apart, the harder the further they are from where they belong. A row without a loss is masked out.
---formula: softplus(lse_pos(-gamma max(margin + d, 0) (margin - d)) + lse_neg(gamma max(1 + margin - d, 0) (1 - margin - d))), lse the log-sum-exp over rows of the same (pos) and of other classes (neg); d = max(1 - y_pred y_pred^T, 0)
---@param arguments? { gamma?: any, margin?: any, remove_diagonal?: any, reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.Circle
function keras.losses.Circle(arguments, ...) end

---The negated cosine of the angle between labels and predictions: -1 where they point the same way, 0 where they are at right angles or one is 0.
---@class keras.losses.CosineSimilarity: keras.Loss
---@field axis any axis of the vectors
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The negated cosine of the angle between labels and predictions: -1 where they point the same way, 0 where they are at right angles or one is 0.
---formula: -sum(y_true y_pred) / (|y_true| |y_pred|) over axis, each norm at least epsilon
---@param arguments? { axis?: any, reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.CosineSimilarity
function keras.losses.CosineSimilarity(arguments, ...) end

---One minus the Dice coefficient, the overlap of two segmentations. It has one value for the whole batch unless axis says otherwise.
---@class keras.losses.Dice: keras.Loss
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field axis any axis, or list of axes, of a segmentation; nil for the whole batch
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---One minus the Dice coefficient, the overlap of two segmentations. It has one value for the whole batch unless axis says otherwise.
---formula: 1 - 2 sum(y_true y_pred) / (sum(y_true) + sum(y_pred) + epsilon) over axis, all when nil
---@param arguments? { reduction?: any, name?: any, axis?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.Dice
function keras.losses.Dice(arguments, ...) end

---The hinge loss for labels -1 and 1. Where every label of a batch is 0 or 1, 0 stands for -1.
---@class keras.losses.Hinge: keras.Loss
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The hinge loss for labels -1 and 1. Where every label of a batch is 0 or 1, 0 stands for -1.
---formula: mean(max(1 - y_true y_pred, 0)) over the last axis
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.Hinge
function keras.losses.Hinge(arguments, ...) end

---The Huber loss: quadratic up to delta, linear beyond, so that outliers don't rule.
---@class keras.losses.Huber: keras.Loss
---@field delta any size of error from which the loss is linear
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The Huber loss: quadratic up to delta, linear beyond, so that outliers don't rule.
---formula: mean of e^2 / 2 where |e| <= delta, else delta |e| - delta^2 / 2, over the last axis; e = y_pred - y_true
---@param arguments? { delta?: any, reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.Huber
function keras.losses.Huber(arguments, ...) end

---The Kullback-Leibler divergence of predicted distributions from the true ones.
---@class keras.losses.KLDivergence: keras.Loss
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The Kullback-Leibler divergence of predicted distributions from the true ones.
---formula: sum(y_true log(y_true / y_pred)) over the last axis, both clipped to [epsilon, 1]
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.KLDivergence
function keras.losses.KLDivergence(arguments, ...) end

---The mean log(cosh(e)) of errors e: about e^2 / 2 for small ones, |e| - log 2 for large ones.
---@class keras.losses.LogCosh: keras.Loss
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The mean log(cosh(e)) of errors e: about e^2 / 2 for small ones, |e| - log 2 for large ones.
---formula: mean(e + softplus(-2 e) - log 2) over the last axis; e = y_pred - y_true
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.LogCosh
function keras.losses.LogCosh(arguments, ...) end

---The mean absolute error of predictions.
---@class keras.losses.MeanAbsoluteError: keras.Loss
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The mean absolute error of predictions.
---formula: mean(|y_true - y_pred|) over the last axis
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.MeanAbsoluteError
function keras.losses.MeanAbsoluteError(arguments, ...) end

---The mean absolute error in percent of the labels' size.
---@class keras.losses.MeanAbsolutePercentageError: keras.Loss
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The mean absolute error in percent of the labels' size.
---formula: 100 mean(|y_true - y_pred| / max(|y_true|, epsilon)) over the last axis
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.MeanAbsolutePercentageError
function keras.losses.MeanAbsolutePercentageError(arguments, ...) end

---The mean squared error of predictions.
---@class keras.losses.MeanSquaredError: keras.Loss
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The mean squared error of predictions.
---formula: mean((y_true - y_pred)^2) over the last axis
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.MeanSquaredError
function keras.losses.MeanSquaredError(arguments, ...) end

---The mean squared difference of logarithms, for labels of many sizes; negative values count as epsilon.
---@class keras.losses.MeanSquaredLogarithmicError: keras.Loss
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The mean squared difference of logarithms, for labels of many sizes; negative values count as epsilon.
---formula: mean((log(max(y_true, epsilon) + 1) - log(max(y_pred, epsilon) + 1))^2) over the last axis
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.MeanSquaredLogarithmicError
function keras.losses.MeanSquaredLogarithmicError(arguments, ...) end

---The negative log-likelihood of counts that a Poisson distribution with the predicted mean gives, but for a constant.
---@class keras.losses.Poisson: keras.Loss
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The negative log-likelihood of counts that a Poisson distribution with the predicted mean gives, but for a constant.
---formula: mean(y_pred - y_true log(y_pred + epsilon)) over the last axis
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.Poisson
function keras.losses.Poisson(arguments, ...) end

---The crossentropy of integer labels and probabilities or logits. Labels of ignore_class give 0 and are masked out; one outside the classes is an error.
---@class keras.losses.SparseCategoricalCrossentropy: keras.Loss
---@field from_logits boolean whether y_pred holds logits, not probabilities
---@field ignore_class any a label that doesn't count, such as -1
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field axis any axis of the classes
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The crossentropy of integer labels and probabilities or logits. Labels of ignore_class give 0 and are masked out; one outside the classes is an error.
---formula: -log q[label]; q = p / sum(p) over axis, clipped to [epsilon, 1 - epsilon], or softmax of logits
---@param arguments? { from_logits?: any, ignore_class?: any, reduction?: any, axis?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.SparseCategoricalCrossentropy
function keras.losses.SparseCategoricalCrossentropy(arguments, ...) end

---The squared hinge loss for labels -1 and 1. Where every label of a batch is 0 or 1, 0 stands for -1.
---@class keras.losses.SquaredHinge: keras.Loss
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---The squared hinge loss for labels -1 and 1. Where every label of a batch is 0 or 1, 0 stands for -1.
---formula: mean(max(1 - y_true y_pred, 0)^2) over the last axis
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.SquaredHinge
function keras.losses.SquaredHinge(arguments, ...) end

---One minus the Tversky index: Dice with weights for both kinds of mistake. It has one value for the whole batch unless axis says otherwise.
---@class keras.losses.Tversky: keras.Loss
---@field alpha any weight of false positives
---@field beta any weight of false negatives
---@field reduction any sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil
---@field name string what logs and messages call it; by default the class's name in snake case
---@field axis any axis, or list of axes, of a segmentation; nil for the whole batch
---@field dtype any dtype, or policy whose compute dtype, it is computed in; floatx by default

---One minus the Tversky index: Dice with weights for both kinds of mistake. It has one value for the whole batch unless axis says otherwise.
---formula: 1 - o / (o + alpha sum((1 - t) p) + beta sum(t (1 - p)) + epsilon) over axis, all when nil; o = sum(t p)
---@param arguments? { alpha?: any, beta?: any, reduction?: any, name?: any, axis?: any, dtype?: any }|any
---@param ... any
---@return keras.losses.Tversky
function keras.losses.Tversky(arguments, ...) end

---The crossentropy of yes-or-no labels and probabilities or logits. mean over axis of -[t log p + (1 - t) log(1 - p)], p clipped to [epsilon, 1 - epsilon]; of logits x, max(x, 0) - x t + log(1 + exp(-|x|)). label_smoothing s: t becomes t (1 - s) + s / 2. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param from_logits? boolean
---@param label_smoothing? number
---@param axis? integer
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, from_logits?: boolean, arguments: { label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, from_logits?: boolean, label_smoothing?: number, arguments: { axis?: integer }): keras.Tensor
function keras.losses.binary_crossentropy(y_true, y_pred, from_logits, label_smoothing, axis) end

---The crossentropy of yes-or-no labels in which examples that are right already count for little. mean over axis of w (1 - p_t)^gamma bce; bce as in BinaryCrossentropy, p_t = t p + (1 - t)(1 - p); logits go through a sigmoid first; w = t alpha + (1 - t)(1 - alpha) with apply_class_balancing, else 1. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param apply_class_balancing? boolean
---@param alpha? number
---@param gamma? number
---@param from_logits? boolean
---@param label_smoothing? number
---@param axis? integer
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { apply_class_balancing?: boolean, alpha?: number, gamma?: number, from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, apply_class_balancing?: boolean, arguments: { alpha?: number, gamma?: number, from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, apply_class_balancing?: boolean, alpha?: number, arguments: { gamma?: number, from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
function keras.losses.binary_focal_crossentropy(y_true, y_pred, apply_class_balancing, alpha, gamma, from_logits, label_smoothing, axis) end

---The crossentropy of one-hot labels (or distributions) and probabilities or logits. -sum(t log q) over axis; q = p / sum(p) clipped to [epsilon, 1 - epsilon], or softmax of logits. label_smoothing s: t becomes t (1 - s) + s / classes. Shapes: y_true, y_pred (..., classes) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param from_logits? boolean
---@param label_smoothing? number
---@param axis? integer
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, from_logits?: boolean, arguments: { label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, from_logits?: boolean, label_smoothing?: number, arguments: { axis?: integer }): keras.Tensor
function keras.losses.categorical_crossentropy(y_true, y_pred, from_logits, label_smoothing, axis) end

---The crossentropy of one-hot labels in which examples that are right already count for little. sum over axis of -alpha (1 - q)^gamma t log q; q = p / sum(p) clipped to [epsilon, 1 - epsilon], of logits their softmax; label_smoothing s: t becomes t (1 - s) + s / classes. Shapes: y_true, y_pred (..., classes) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param alpha? any
---@param gamma? number
---@param from_logits? boolean
---@param label_smoothing? number
---@param axis? integer
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { alpha?: any, gamma?: number, from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, alpha?: any, arguments: { gamma?: number, from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, alpha?: any, gamma?: number, arguments: { from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
function keras.losses.categorical_focal_crossentropy(y_true, y_pred, alpha, gamma, from_logits, label_smoothing, axis) end

---Between crossentropy (q near 0) and mean absolute error (q near 1) of integer labels, which bears wrong labels better. A label outside the classes is an error. (1 - p[label]^q) / q. Shapes: y_true (...) or (..., 1), y_pred (..., classes) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param q number
---@return keras.Tensor
function keras.losses.categorical_generalized_cross_entropy(y_true, y_pred, q) end

---The margin by which the best wrong class comes near the right one, for one-hot labels. max(max((1 - y_true) y_pred) - sum(y_true y_pred) + 1, 0) over the last axis. Shapes: y_true, y_pred (..., classes) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.losses.categorical_hinge(y_true, y_pred) end

---Circle loss: draws unit-norm embeddings of one class together and pushes those of others apart, the harder the further they are from where they belong. A row without a loss is masked out. softplus(lse_pos(-gamma max(margin + d, 0) (margin - d)) + lse_neg(gamma max(1 + margin - d, 0) (1 - margin - d))), lse the log-sum-exp over rows of the same (pos) and of other classes (neg); d = max(1 - y_pred y_pred^T, 0). Shapes: y_true (batch,) or (batch, 1) integers, y_pred (batch, n) of norm 1 -> (batch,).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param ref_labels? any
---@param ref_embeddings? any
---@param remove_diagonal? boolean
---@param gamma? number
---@param margin? number
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { ref_labels?: any, ref_embeddings?: any, remove_diagonal?: boolean, gamma?: number, margin?: number }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, ref_labels?: any, arguments: { ref_embeddings?: any, remove_diagonal?: boolean, gamma?: number, margin?: number }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, ref_labels?: any, ref_embeddings?: any, arguments: { remove_diagonal?: boolean, gamma?: number, margin?: number }): keras.Tensor
function keras.losses.circle(y_true, y_pred, ref_labels, ref_embeddings, remove_diagonal, gamma, margin) end

---The negated cosine of the angle between labels and predictions: -1 where they point the same way, 0 where they are at right angles or one is 0. -sum(y_true y_pred) / (|y_true| |y_pred|) over axis, each norm at least epsilon. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param axis? integer
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { axis?: integer }): keras.Tensor
function keras.losses.cosine_similarity(y_true, y_pred, axis) end

---Connectionist temporal classification: how unlikely a sequence of labels is, given logits for each of more steps. Class 0 is the blank, and pads labels. -log(sum of the probabilities of all paths that give the labels once repeats are merged and blanks dropped), by the forward recursion in logarithms. Shapes: y_true (batch, length) integers, y_pred (batch, steps, classes) logits -> (batch,).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.losses.ctc(y_true, y_pred) end

---The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
---@param config any
---@param custom_objects? any
---@return any
---@overload fun(config: any, arguments: { custom_objects?: any }): any
function keras.losses.deserialize(config, custom_objects) end

---One minus the Dice coefficient, the overlap of two segmentations. It has one value for the whole batch unless axis says otherwise. 1 - 2 sum(y_true y_pred) / (sum(y_true) + sum(y_pred) + epsilon) over axis, all when nil. Shapes: y_true, y_pred of one shape -> that without axis.
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { axis?: integer|integer[] }): keras.Tensor
function keras.losses.dice(y_true, y_pred, axis) end

---The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
---@param identifier any
---@return any
function keras.losses.get(identifier) end

---The hinge loss for labels -1 and 1. Where every label of a batch is 0 or 1, 0 stands for -1. mean(max(1 - y_true y_pred, 0)) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.losses.hinge(y_true, y_pred) end

---The Huber loss: quadratic up to delta, linear beyond, so that outliers don't rule. mean of e^2 / 2 where |e| <= delta, else delta |e| - delta^2 / 2, over the last axis; e = y_pred - y_true. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param delta? number
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { delta?: number }): keras.Tensor
function keras.losses.huber(y_true, y_pred, delta) end

---The Kullback-Leibler divergence of predicted distributions from the true ones. sum(y_true log(y_true / y_pred)) over the last axis, both clipped to [epsilon, 1]. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.losses.kl_divergence(y_true, y_pred) end

---The mean log(cosh(e)) of errors e: about e^2 / 2 for small ones, |e| - log 2 for large ones. mean(e + softplus(-2 e) - log 2) over the last axis; e = y_pred - y_true. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.losses.log_cosh(y_true, y_pred) end

---The mean absolute error of predictions. mean(|y_true - y_pred|) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.losses.mean_absolute_error(y_true, y_pred) end

---The mean absolute error in percent of the labels' size. 100 mean(|y_true - y_pred| / max(|y_true|, epsilon)) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.losses.mean_absolute_percentage_error(y_true, y_pred) end

---The mean squared error of predictions. mean((y_true - y_pred)^2) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.losses.mean_squared_error(y_true, y_pred) end

---The mean squared difference of logarithms, for labels of many sizes; negative values count as epsilon. mean((log(max(y_true, epsilon) + 1) - log(max(y_pred, epsilon) + 1))^2) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.losses.mean_squared_logarithmic_error(y_true, y_pred) end

---The negative log-likelihood of counts that a Poisson distribution with the predicted mean gives, but for a constant. mean(y_pred - y_true log(y_pred + epsilon)) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.losses.poisson(y_true, y_pred) end

---The config of an object of keras.losses: what keras.saving.serialize_keras_object gives.
---@param object any
---@return table
function keras.losses.serialize(object) end

---The crossentropy of integer labels and probabilities or logits. Labels of ignore_class give 0 and are masked out; one outside the classes is an error. -log q[label]; q = p / sum(p) over axis, clipped to [epsilon, 1 - epsilon], or softmax of logits. Shapes: y_true (...) or (..., 1), y_pred (..., classes) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param from_logits? boolean
---@param ignore_class? integer
---@param axis? integer
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { from_logits?: boolean, ignore_class?: integer, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, from_logits?: boolean, arguments: { ignore_class?: integer, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, from_logits?: boolean, ignore_class?: integer, arguments: { axis?: integer }): keras.Tensor
function keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits, ignore_class, axis) end

---The squared hinge loss for labels -1 and 1. Where every label of a batch is 0 or 1, 0 stands for -1. mean(max(1 - y_true y_pred, 0)^2) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.losses.squared_hinge(y_true, y_pred) end

---One minus the Tversky index: Dice with weights for both kinds of mistake. It has one value for the whole batch unless axis says otherwise. 1 - o / (o + alpha sum((1 - t) p) + beta sum(t (1 - p)) + epsilon) over axis, all when nil; o = sum(t p). Shapes: y_true, y_pred of one shape -> that without axis.
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param alpha? number
---@param beta? number
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { alpha?: number, beta?: number, axis?: integer|integer[] }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, alpha?: number, arguments: { beta?: number, axis?: integer|integer[] }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, alpha?: number, beta?: number, arguments: { axis?: integer|integer[] }): keras.Tensor
function keras.losses.tversky(y_true, y_pred, alpha, beta, axis) end

keras.metrics = {}

---The area under the ROC curve (how often a positive sample is ranked above a negative one) or under the precision-recall curve, by a sum over thresholds.
---@class keras.metrics.AUC: keras.Metric
---@field num_thresholds any how many thresholds divide [0, 1] evenly; more come closer to the area
---@field curve any "ROC", "PR" or "PRGAIN"
---@field summation_method any "interpolation", "minoring" (from below) or "majoring" (from above)
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field thresholds any a list of thresholds in [0, 1] instead, to which both ends are added
---@field multi_label boolean whether each column of y_pred is a label of its own, whose areas are averaged
---@field num_labels any how many labels there are with multi_label; nil means as the first y_pred says
---@field label_weights any a weight for each label
---@field from_logits boolean whether y_pred are logits instead of probabilities

---The area under the ROC curve (how often a positive sample is ranked above a negative one) or under the precision-recall curve, by a sum over thresholds.
---formula: sum((x_i - x_{i+1}) height_i), the height between y_i and y_{i+1} by summation_method; ROC: x = fp / (fp + tn), y = tp / (tp + fn)
---@param arguments? { num_thresholds?: any, curve?: any, summation_method?: any, name?: any, dtype?: any, thresholds?: any, multi_label?: any, num_labels?: any, label_weights?: any, from_logits?: any }|any
---@param ... any
---@return keras.metrics.AUC
function keras.metrics.AUC(arguments, ...) end

---How often predictions equal labels.
---@class keras.metrics.Accuracy: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---How often predictions equal labels.
---formula: mean(y_true == y_pred)
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.Accuracy
function keras.metrics.Accuracy(arguments, ...) end

---How often labels of 0 and 1 equal the predictions after a threshold.
---@class keras.metrics.BinaryAccuracy: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field threshold any predictions above it count as 1

---How often labels of 0 and 1 equal the predictions after a threshold.
---formula: mean(y_true == (y_pred > threshold))
---@param arguments? { name?: any, dtype?: any, threshold?: any }|any
---@param ... any
---@return keras.metrics.BinaryAccuracy
function keras.metrics.BinaryAccuracy(arguments, ...) end

---The cross-entropy between labels of 0 and 1 and their predicted probabilities.
---@class keras.metrics.BinaryCrossentropy: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field from_logits boolean whether y_pred are logits instead of probabilities
---@field label_smoothing any how far labels are pulled towards even ones, in [0, 1]

---The cross-entropy between labels of 0 and 1 and their predicted probabilities.
---formula: mean(-[y_true log p + (1 - y_true) log(1 - p)]), p clipped to [epsilon, 1 - epsilon]
---@param arguments? { name?: any, dtype?: any, from_logits?: any, label_smoothing?: any }|any
---@param ... any
---@return keras.metrics.BinaryCrossentropy
function keras.metrics.BinaryCrossentropy(arguments, ...) end

---The intersection over union of classes 0 and 1, after a threshold.
---@class keras.metrics.BinaryIoU: keras.Metric
---@field target_class_ids any the classes whose mean is the result: { 0 }, { 1 } or both
---@field threshold any predictions from it on are of class 1
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The intersection over union of classes 0 and 1, after a threshold.
---formula: mean over classes of tp / (tp + fp + fn); classes that never occur are left out
---@param arguments? { target_class_ids?: any, threshold?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.BinaryIoU
function keras.metrics.BinaryIoU(arguments, ...) end

---How often the largest prediction stands where the one-hot label does.
---@class keras.metrics.CategoricalAccuracy: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---How often the largest prediction stands where the one-hot label does.
---formula: mean(argmax(y_true) == argmax(y_pred)), over the last axis
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.CategoricalAccuracy
function keras.metrics.CategoricalAccuracy(arguments, ...) end

---The cross-entropy between one-hot labels and the predicted probabilities of the classes.
---@class keras.metrics.CategoricalCrossentropy: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field from_logits boolean whether y_pred are logits instead of probabilities
---@field label_smoothing any how far labels are pulled towards even ones, in [0, 1]
---@field axis any axis of the classes

---The cross-entropy between one-hot labels and the predicted probabilities of the classes.
---formula: mean(-sum(y_true log p)), p divided by its sum and clipped to [epsilon, 1 - epsilon], sums over axis
---@param arguments? { name?: any, dtype?: any, from_logits?: any, label_smoothing?: any, axis?: any }|any
---@param ... any
---@return keras.metrics.CategoricalCrossentropy
function keras.metrics.CategoricalCrossentropy(arguments, ...) end

---The hinge loss of one-hot labels: how far the label's prediction fails to lead the largest other by 1.
---@class keras.metrics.CategoricalHinge: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The hinge loss of one-hot labels: how far the label's prediction fails to lead the largest other by 1.
---formula: mean(max(0, max((1 - y_true) y_pred) - sum(y_true y_pred) + 1)), inner sums over the last axis
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.CategoricalHinge
function keras.metrics.CategoricalHinge(arguments, ...) end

---The mean of Lin's concordance coefficients of y_true and y_pred along an axis: correlation and closeness to y_true = y_pred in one number.
---@class keras.metrics.ConcordanceCorrelation: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field axis any axis of the values that are compared; an integer or a list

---The mean of Lin's concordance coefficients of y_true and y_pred along an axis: correlation and closeness to y_true = y_pred in one number.
---formula: mean(2 cov / (var(y_true) + var(y_pred) + (mean(y_true) - mean(y_pred))^2 + epsilon)), over axis
---@param arguments? { name?: any, dtype?: any, axis?: any }|any
---@param ... any
---@return keras.metrics.ConcordanceCorrelation
function keras.metrics.ConcordanceCorrelation(arguments, ...) end

---The mean cosine of the angle between labels and predictions: 1 in the same direction, 0 at right angles, -1 in opposite ones.
---@class keras.metrics.CosineSimilarity: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field axis any axis of the vectors' components

---The mean cosine of the angle between labels and predictions: 1 in the same direction, 0 at right angles, -1 in opposite ones.
---formula: mean(sum(y_true y_pred) / (|y_true| |y_pred|)), sums over axis; a zero vector gives 0
---@param arguments? { name?: any, dtype?: any, axis?: any }|any
---@param ... any
---@return keras.metrics.CosineSimilarity
function keras.metrics.CosineSimilarity(arguments, ...) end

---The F1 score: the harmonic mean of precision and recall.
---@class keras.metrics.F1Score: keras.Metric
---@field average any "micro" (all classes together), "macro" (their mean), "weighted" (by how often each occurs) or nil, one result for each
---@field threshold any predictions above it are positive, in (0, 1]; nil means the largest one of each sample
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The F1 score: the harmonic mean of precision and recall.
---formula: 2 precision recall / (precision + recall), for each class
---@param arguments? { average?: any, threshold?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.F1Score
function keras.metrics.F1Score(arguments, ...) end

---The F-beta score: the harmonic mean of precision and recall, in which recall counts beta times as much.
---@class keras.metrics.FBetaScore: keras.Metric
---@field average any "micro" (all classes together), "macro" (their mean), "weighted" (by how often each occurs) or nil, one result for each
---@field beta any how much more recall counts than precision
---@field threshold any predictions above it are positive, in (0, 1]; nil means the largest one of each sample
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The F-beta score: the harmonic mean of precision and recall, in which recall counts beta times as much.
---formula: (1 + beta^2) precision recall / (beta^2 precision + recall), for each class
---@param arguments? { average?: any, beta?: any, threshold?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.FBetaScore
function keras.metrics.FBetaScore(arguments, ...) end

---The number (or total weight) of negative predictions of positive labels.
---@class keras.metrics.FalseNegatives: keras.Metric
---@field thresholds any predictions above it are positive: a number or a list in [0, 1]; nil means 0.5
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The number (or total weight) of negative predictions of positive labels.
---formula: sum(weight) where y_true and y_pred <= threshold
---@param arguments? { thresholds?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.FalseNegatives
function keras.metrics.FalseNegatives(arguments, ...) end

---The number (or total weight) of positive predictions of negative labels.
---@class keras.metrics.FalsePositives: keras.Metric
---@field thresholds any predictions above it are positive: a number or a list in [0, 1]; nil means 0.5
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The number (or total weight) of positive predictions of negative labels.
---formula: sum(weight) where not y_true and y_pred > threshold
---@param arguments? { thresholds?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.FalsePositives
function keras.metrics.FalsePositives(arguments, ...) end

---The hinge loss: how far predictions fall short of a margin of 1 on the side of labels -1 and 1 (labels of 0 and 1 are moved there).
---@class keras.metrics.Hinge: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The hinge loss: how far predictions fall short of a margin of 1 on the side of labels -1 and 1 (labels of 0 and 1 are moved there).
---formula: mean(max(1 - y_true y_pred, 0))
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.Hinge
function keras.metrics.Hinge(arguments, ...) end

---The intersection over union of target classes.
---@class keras.metrics.IoU: keras.Metric
---@field num_classes any how many classes there are; others count for nothing
---@field target_class_ids any the classes whose mean is the result, a list
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field ignore_class any label whose samples are left out, a void class
---@field sparse_y_true boolean whether y_true holds classes instead of a score for each
---@field sparse_y_pred boolean whether y_pred holds classes instead of a score for each
---@field axis any axis of the scores where they are not sparse

---The intersection over union of target classes.
---formula: mean over classes of tp / (tp + fp + fn); classes that never occur are left out
---@param arguments? { num_classes?: any, target_class_ids?: any, name?: any, dtype?: any, ignore_class?: any, sparse_y_true?: any, sparse_y_pred?: any, axis?: any }|any
---@param ... any
---@return keras.metrics.IoU
function keras.metrics.IoU(arguments, ...) end

---The Kullback-Leibler divergence of predicted from true distributions.
---@class keras.metrics.KLDivergence: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The Kullback-Leibler divergence of predicted from true distributions.
---formula: mean(sum(y_true log(y_true / y_pred))), both clipped to [epsilon, 1], sums over the last axis
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.KLDivergence
function keras.metrics.KLDivergence(arguments, ...) end

---The mean of log cosh of the differences: squares where they are small, absolute values where they are large.
---@class keras.metrics.LogCoshError: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The mean of log cosh of the differences: squares where they are small, absolute values where they are large.
---formula: mean(log cosh(y_pred - y_true))
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.LogCoshError
function keras.metrics.LogCoshError(arguments, ...) end

---The weighted mean of all values of all updates; 0 before the first.
---@class keras.metrics.Mean: keras.Metric
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The weighted mean of all values of all updates; 0 before the first.
---formula: sum(values * weight) / sum(weight); values are averaged over the axes that the weight lacks
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.Mean
function keras.metrics.Mean(arguments, ...) end

---The mean of absolute differences.
---@class keras.metrics.MeanAbsoluteError: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The mean of absolute differences.
---formula: mean(|y_true - y_pred|)
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.MeanAbsoluteError
function keras.metrics.MeanAbsoluteError(arguments, ...) end

---The mean of absolute differences in percent of the true values.
---@class keras.metrics.MeanAbsolutePercentageError: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The mean of absolute differences in percent of the true values.
---formula: 100 mean(|y_true - y_pred| / max(|y_true|, epsilon))
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.MeanAbsolutePercentageError
function keras.metrics.MeanAbsolutePercentageError(arguments, ...) end

---The mean intersection over union of all classes.
---@class keras.metrics.MeanIoU: keras.Metric
---@field num_classes any how many classes there are; others count for nothing
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field ignore_class any label whose samples are left out, a void class
---@field sparse_y_true boolean whether y_true holds classes instead of a score for each
---@field sparse_y_pred boolean whether y_pred holds classes instead of a score for each
---@field axis any axis of the scores where they are not sparse

---The mean intersection over union of all classes.
---formula: mean over classes of tp / (tp + fp + fn); classes that never occur are left out
---@param arguments? { num_classes?: any, name?: any, dtype?: any, ignore_class?: any, sparse_y_true?: any, sparse_y_pred?: any, axis?: any }|any
---@param ... any
---@return keras.metrics.MeanIoU
function keras.metrics.MeanIoU(arguments, ...) end

---The mean of fn(y_true, y_pred, arguments), which gives one value per sample; a mask of y_pred leaves samples out.
---@class keras.metrics.MeanMetricWrapper: keras.metrics.Mean
---@field fn any the function; further named arguments of the constructor are given to it in a table
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The mean of fn(y_true, y_pred, arguments), which gives one value per sample; a mask of y_pred leaves samples out.
---formula: sum(fn(y_true, y_pred) * weight) / sum(weight)
---@param arguments? { fn?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.MeanMetricWrapper
function keras.metrics.MeanMetricWrapper(arguments, ...) end

---The mean of squared differences.
---@class keras.metrics.MeanSquaredError: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The mean of squared differences.
---formula: mean((y_true - y_pred)^2)
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.MeanSquaredError
function keras.metrics.MeanSquaredError(arguments, ...) end

---The mean of squared differences of logarithms.
---@class keras.metrics.MeanSquaredLogarithmicError: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The mean of squared differences of logarithms.
---formula: mean((log(1 + y_true) - log(1 + y_pred))^2), both at least epsilon
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.MeanSquaredLogarithmicError
function keras.metrics.MeanSquaredLogarithmicError(arguments, ...) end

---The intersection over union of target classes, of one-hot labels and scores.
---@class keras.metrics.OneHotIoU: keras.Metric
---@field num_classes any how many classes there are; others count for nothing
---@field target_class_ids any the classes whose mean is the result, a list
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field ignore_class any label whose samples are left out, a void class
---@field sparse_y_pred boolean whether y_pred holds classes instead of a score for each
---@field axis any axis of the scores where they are not sparse

---The intersection over union of target classes, of one-hot labels and scores.
---formula: mean over classes of tp / (tp + fp + fn); classes that never occur are left out
---@param arguments? { num_classes?: any, target_class_ids?: any, name?: any, dtype?: any, ignore_class?: any, sparse_y_pred?: any, axis?: any }|any
---@param ... any
---@return keras.metrics.OneHotIoU
function keras.metrics.OneHotIoU(arguments, ...) end

---The mean intersection over union of all classes, of one-hot labels and scores.
---@class keras.metrics.OneHotMeanIoU: keras.Metric
---@field num_classes any how many classes there are; others count for nothing
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field ignore_class any label whose samples are left out, a void class
---@field sparse_y_pred boolean whether y_pred holds classes instead of a score for each
---@field axis any axis of the scores where they are not sparse

---The mean intersection over union of all classes, of one-hot labels and scores.
---formula: mean over classes of tp / (tp + fp + fn); classes that never occur are left out
---@param arguments? { num_classes?: any, name?: any, dtype?: any, ignore_class?: any, sparse_y_pred?: any, axis?: any }|any
---@param ... any
---@return keras.metrics.OneHotMeanIoU
function keras.metrics.OneHotMeanIoU(arguments, ...) end

---The mean of Pearson's correlation coefficients of y_true and y_pred along an axis; nan where one of them is constant.
---@class keras.metrics.PearsonCorrelation: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field axis any axis of the values that are correlated; an integer or a list

---The mean of Pearson's correlation coefficients of y_true and y_pred along an axis; nan where one of them is constant.
---formula: mean(cov(y_true, y_pred) / (std(y_true) std(y_pred))), over axis
---@param arguments? { name?: any, dtype?: any, axis?: any }|any
---@param ... any
---@return keras.metrics.PearsonCorrelation
function keras.metrics.PearsonCorrelation(arguments, ...) end

---The Poisson loss: the negative log-likelihood of counts y_true under rates y_pred, up to a constant.
---@class keras.metrics.Poisson: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The Poisson loss: the negative log-likelihood of counts y_true under rates y_pred, up to a constant.
---formula: mean(y_pred - y_true log(y_pred + epsilon))
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.Poisson
function keras.metrics.Poisson(arguments, ...) end

---The share of positive predictions that are right; 0 where there are none.
---@class keras.metrics.Precision: keras.Metric
---@field thresholds any predictions above it are positive: a number or a list in [0, 1]; nil means 0.5, or none with top_k
---@field top_k any only the k largest predictions along the last axis are positive
---@field class_id any only this class counts, a place on the last axis
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The share of positive predictions that are right; 0 where there are none.
---formula: tp / (tp + fp) at each threshold
---@param arguments? { thresholds?: any, top_k?: any, class_id?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.Precision
function keras.metrics.Precision(arguments, ...) end

---The best precision at a threshold whose recall is at least the given one; 0 where no threshold reaches it.
---@class keras.metrics.PrecisionAtRecall: keras.Metric
---@field recall any the least recall, in [0, 1]
---@field num_thresholds any how many thresholds divide [0, 1] evenly; 1 means 0.5 alone
---@field class_id any only this class counts, a place on the last axis
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The best precision at a threshold whose recall is at least the given one; 0 where no threshold reaches it.
---formula: max(tp / (tp + fp)) over thresholds with tp / (tp + fn) >= recall
---@param arguments? { recall?: any, num_thresholds?: any, class_id?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.PrecisionAtRecall
function keras.metrics.PrecisionAtRecall(arguments, ...) end

---The coefficient of determination: how much of the variance of y_true the predictions explain; 1 at best, 0 for predicting the mean, and below.
---@class keras.metrics.R2Score: keras.Metric
---@field class_aggregation any "uniform_average", "variance_weighted_average" or null, one result for each output
---@field num_regressors any number of independent variables for the adjusted score; it is not adjusted where there are too few values
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The coefficient of determination: how much of the variance of y_true the predictions explain; 1 at best, 0 for predicting the mean, and below.
---formula: 1 - sum(w (t - p)^2) / sum(w (t - mean t)^2) for each output; adjusted: 1 - (1 - R2)(n - 1) / (n - num_regressors - 1), n the number of values
---@param arguments? { class_aggregation?: any, num_regressors?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.R2Score
function keras.metrics.R2Score(arguments, ...) end

---The share of positive labels that are predicted; 0 where there are none.
---@class keras.metrics.Recall: keras.Metric
---@field thresholds any predictions above it are positive: a number or a list in [0, 1]; nil means 0.5, or none with top_k
---@field top_k any only the k largest predictions along the last axis are positive
---@field class_id any only this class counts, a place on the last axis
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The share of positive labels that are predicted; 0 where there are none.
---formula: tp / (tp + fn) at each threshold
---@param arguments? { thresholds?: any, top_k?: any, class_id?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.Recall
function keras.metrics.Recall(arguments, ...) end

---The best recall at a threshold whose precision is at least the given one; 0 where no threshold reaches it.
---@class keras.metrics.RecallAtPrecision: keras.Metric
---@field precision any the least precision, in [0, 1]
---@field num_thresholds any how many thresholds divide [0, 1] evenly; 1 means 0.5 alone
---@field class_id any only this class counts, a place on the last axis
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The best recall at a threshold whose precision is at least the given one; 0 where no threshold reaches it.
---formula: max(tp / (tp + fn)) over thresholds with tp / (tp + fp) >= precision
---@param arguments? { precision?: any, num_thresholds?: any, class_id?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.RecallAtPrecision
function keras.metrics.RecallAtPrecision(arguments, ...) end

---The root of the mean of squared differences.
---@class keras.metrics.RootMeanSquaredError: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The root of the mean of squared differences.
---formula: sqrt(mean((y_true - y_pred)^2)), the mean over all updates
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.RootMeanSquaredError
function keras.metrics.RootMeanSquaredError(arguments, ...) end

---The best sensitivity at a threshold whose specificity is at least the given one; 0 where no threshold reaches it.
---@class keras.metrics.SensitivityAtSpecificity: keras.Metric
---@field specificity any the least specificity, in [0, 1]
---@field num_thresholds any how many thresholds divide [0, 1] evenly; 1 means 0.5 alone
---@field class_id any only this class counts, a place on the last axis
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The best sensitivity at a threshold whose specificity is at least the given one; 0 where no threshold reaches it.
---formula: max(tp / (tp + fn)) over thresholds with tn / (tn + fp) >= specificity
---@param arguments? { specificity?: any, num_thresholds?: any, class_id?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.SensitivityAtSpecificity
function keras.metrics.SensitivityAtSpecificity(arguments, ...) end

---How often the largest prediction stands where the integer label says.
---@class keras.metrics.SparseCategoricalAccuracy: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---How often the largest prediction stands where the integer label says.
---formula: mean(y_true == argmax(y_pred)), over the last axis
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.SparseCategoricalAccuracy
function keras.metrics.SparseCategoricalAccuracy(arguments, ...) end

---The cross-entropy between integer labels and the predicted probabilities of the classes.
---@class keras.metrics.SparseCategoricalCrossentropy: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field from_logits boolean whether y_pred are logits instead of probabilities
---@field ignore_class any label whose samples give 0, and are left out where there are weights
---@field axis any axis of the classes

---The cross-entropy between integer labels and the predicted probabilities of the classes.
---formula: mean(-log p[y_true]); labels of ignore_class count as 0
---@param arguments? { name?: any, dtype?: any, from_logits?: any, ignore_class?: any, axis?: any }|any
---@param ... any
---@return keras.metrics.SparseCategoricalCrossentropy
function keras.metrics.SparseCategoricalCrossentropy(arguments, ...) end

---How often the integer label is among the k largest predictions.
---@class keras.metrics.SparseTopKCategoricalAccuracy: keras.metrics.Mean
---@field k any how many of the largest predictions count
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype
---@field from_sorted_ids boolean whether y_pred holds the classes themselves, the best first

---How often the integer label is among the k largest predictions.
---formula: mean(y_true among the k largest of y_pred), over the last axis; ties are among them
---@param arguments? { k?: any, name?: any, dtype?: any, from_sorted_ids?: any }|any
---@param ... any
---@return keras.metrics.SparseTopKCategoricalAccuracy
function keras.metrics.SparseTopKCategoricalAccuracy(arguments, ...) end

---The best specificity at a threshold whose sensitivity is at least the given one; 0 where no threshold reaches it.
---@class keras.metrics.SpecificityAtSensitivity: keras.Metric
---@field sensitivity any the least sensitivity, in [0, 1]
---@field num_thresholds any how many thresholds divide [0, 1] evenly; 1 means 0.5 alone
---@field class_id any only this class counts, a place on the last axis
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The best specificity at a threshold whose sensitivity is at least the given one; 0 where no threshold reaches it.
---formula: max(tn / (tn + fp)) over thresholds with tp / (tp + fn) >= sensitivity
---@param arguments? { sensitivity?: any, num_thresholds?: any, class_id?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.SpecificityAtSensitivity
function keras.metrics.SpecificityAtSensitivity(arguments, ...) end

---The squared hinge loss of labels -1 and 1 (labels of 0 and 1 are moved there).
---@class keras.metrics.SquaredHinge: keras.metrics.Mean
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The squared hinge loss of labels -1 and 1 (labels of 0 and 1 are moved there).
---formula: mean(max(1 - y_true y_pred, 0)^2)
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.SquaredHinge
function keras.metrics.SquaredHinge(arguments, ...) end

---The weighted sum of all values of all updates.
---@class keras.metrics.Sum: keras.Metric
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The weighted sum of all values of all updates.
---formula: sum(values * weight)
---@param arguments? { name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.Sum
function keras.metrics.Sum(arguments, ...) end

---How often the class of the one-hot label is among the k largest predictions.
---@class keras.metrics.TopKCategoricalAccuracy: keras.metrics.Mean
---@field k any how many of the largest predictions count
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---How often the class of the one-hot label is among the k largest predictions.
---formula: mean(argmax(y_true) among the k largest of y_pred), over the last axis; ties are among them
---@param arguments? { k?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.TopKCategoricalAccuracy
function keras.metrics.TopKCategoricalAccuracy(arguments, ...) end

---The number (or total weight) of negative predictions of negative labels.
---@class keras.metrics.TrueNegatives: keras.Metric
---@field thresholds any predictions above it are positive: a number or a list in [0, 1]; nil means 0.5
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The number (or total weight) of negative predictions of negative labels.
---formula: sum(weight) where not y_true and y_pred <= threshold
---@param arguments? { thresholds?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.TrueNegatives
function keras.metrics.TrueNegatives(arguments, ...) end

---The number (or total weight) of positive predictions of positive labels.
---@class keras.metrics.TruePositives: keras.Metric
---@field thresholds any predictions above it are positive: a number or a list in [0, 1]; nil means 0.5
---@field name string the metric's name in logs
---@field dtype any dtype (or policy) in which it computes; nil means the default float dtype

---The number (or total weight) of positive predictions of positive labels.
---formula: sum(weight) where y_true and y_pred > threshold
---@param arguments? { thresholds?: any, name?: any, dtype?: any }|any
---@param ... any
---@return keras.metrics.TruePositives
function keras.metrics.TruePositives(arguments, ...) end

---1 where y_true == (y_pred > threshold), else 0, with the shape of the two.
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param threshold? number
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { threshold?: number }): keras.Tensor
function keras.metrics.binary_accuracy(y_true, y_pred, threshold) end

---The crossentropy of yes-or-no labels and probabilities or logits. mean over axis of -[t log p + (1 - t) log(1 - p)], p clipped to [epsilon, 1 - epsilon]; of logits x, max(x, 0) - x t + log(1 + exp(-|x|)). label_smoothing s: t becomes t (1 - s) + s / 2. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param from_logits? boolean
---@param label_smoothing? number
---@param axis? integer
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, from_logits?: boolean, arguments: { label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, from_logits?: boolean, label_smoothing?: number, arguments: { axis?: integer }): keras.Tensor
function keras.metrics.binary_crossentropy(y_true, y_pred, from_logits, label_smoothing, axis) end

---The crossentropy of yes-or-no labels in which examples that are right already count for little. mean over axis of w (1 - p_t)^gamma bce; bce as in BinaryCrossentropy, p_t = t p + (1 - t)(1 - p); logits go through a sigmoid first; w = t alpha + (1 - t)(1 - alpha) with apply_class_balancing, else 1. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param apply_class_balancing? boolean
---@param alpha? number
---@param gamma? number
---@param from_logits? boolean
---@param label_smoothing? number
---@param axis? integer
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { apply_class_balancing?: boolean, alpha?: number, gamma?: number, from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, apply_class_balancing?: boolean, arguments: { alpha?: number, gamma?: number, from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, apply_class_balancing?: boolean, alpha?: number, arguments: { gamma?: number, from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
function keras.metrics.binary_focal_crossentropy(y_true, y_pred, apply_class_balancing, alpha, gamma, from_logits, label_smoothing, axis) end

---1 where argmax(y_true) == argmax(y_pred) over the last axis, else 0.
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.metrics.categorical_accuracy(y_true, y_pred) end

---The crossentropy of one-hot labels (or distributions) and probabilities or logits. -sum(t log q) over axis; q = p / sum(p) clipped to [epsilon, 1 - epsilon], or softmax of logits. label_smoothing s: t becomes t (1 - s) + s / classes. Shapes: y_true, y_pred (..., classes) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param from_logits? boolean
---@param label_smoothing? number
---@param axis? integer
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, from_logits?: boolean, arguments: { label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, from_logits?: boolean, label_smoothing?: number, arguments: { axis?: integer }): keras.Tensor
function keras.metrics.categorical_crossentropy(y_true, y_pred, from_logits, label_smoothing, axis) end

---The crossentropy of one-hot labels in which examples that are right already count for little. sum over axis of -alpha (1 - q)^gamma t log q; q = p / sum(p) clipped to [epsilon, 1 - epsilon], of logits their softmax; label_smoothing s: t becomes t (1 - s) + s / classes. Shapes: y_true, y_pred (..., classes) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param alpha? any
---@param gamma? number
---@param from_logits? boolean
---@param label_smoothing? number
---@param axis? integer
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { alpha?: any, gamma?: number, from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, alpha?: any, arguments: { gamma?: number, from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, alpha?: any, gamma?: number, arguments: { from_logits?: boolean, label_smoothing?: number, axis?: integer }): keras.Tensor
function keras.metrics.categorical_focal_crossentropy(y_true, y_pred, alpha, gamma, from_logits, label_smoothing, axis) end

---The margin by which the best wrong class comes near the right one, for one-hot labels. max(max((1 - y_true) y_pred) - sum(y_true y_pred) + 1, 0) over the last axis. Shapes: y_true, y_pred (..., classes) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.metrics.categorical_hinge(y_true, y_pred) end

---2 mean((t - mean p)(p - mean p)) / (var t + var p + (mean t - mean p)^2 + epsilon) over axis (Lin, 1989).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { axis?: integer|integer[] }): keras.Tensor
function keras.metrics.concordance_correlation(y_true, y_pred, axis) end

---The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
---@param config any
---@param custom_objects? any
---@return any
---@overload fun(config: any, arguments: { custom_objects?: any }): any
function keras.metrics.deserialize(config, custom_objects) end

---The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
---@param identifier any
---@return any
function keras.metrics.get(identifier) end

---The hinge loss for labels -1 and 1. Where every label of a batch is 0 or 1, 0 stands for -1. mean(max(1 - y_true y_pred, 0)) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.metrics.hinge(y_true, y_pred) end

---The Huber loss: quadratic up to delta, linear beyond, so that outliers don't rule. mean of e^2 / 2 where |e| <= delta, else delta |e| - delta^2 / 2, over the last axis; e = y_pred - y_true. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param delta? number
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { delta?: number }): keras.Tensor
function keras.metrics.huber(y_true, y_pred, delta) end

---The Kullback-Leibler divergence of predicted distributions from the true ones. sum(y_true log(y_true / y_pred)) over the last axis, both clipped to [epsilon, 1]. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.metrics.kl_divergence(y_true, y_pred) end

---The mean log(cosh(e)) of errors e: about e^2 / 2 for small ones, |e| - log 2 for large ones. mean(e + softplus(-2 e) - log 2) over the last axis; e = y_pred - y_true. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.metrics.log_cosh(y_true, y_pred) end

---The mean absolute error of predictions. mean(|y_true - y_pred|) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.metrics.mean_absolute_error(y_true, y_pred) end

---The mean absolute error in percent of the labels' size. 100 mean(|y_true - y_pred| / max(|y_true|, epsilon)) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.metrics.mean_absolute_percentage_error(y_true, y_pred) end

---The mean squared error of predictions. mean((y_true - y_pred)^2) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.metrics.mean_squared_error(y_true, y_pred) end

---The mean squared difference of logarithms, for labels of many sizes; negative values count as epsilon. mean((log(max(y_true, epsilon) + 1) - log(max(y_pred, epsilon) + 1))^2) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.metrics.mean_squared_logarithmic_error(y_true, y_pred) end

---The mean over axis of the product of both, each minus its mean and divided by its standard deviation; nan where one of them is constant.
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { axis?: integer|integer[] }): keras.Tensor
function keras.metrics.pearson_correlation(y_true, y_pred, axis) end

---The negative log-likelihood of counts that a Poisson distribution with the predicted mean gives, but for a constant. mean(y_pred - y_true log(y_pred + epsilon)) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.metrics.poisson(y_true, y_pred) end

---The config of an object of keras.metrics: what keras.saving.serialize_keras_object gives.
---@param object any
---@return table
function keras.metrics.serialize(object) end

---1 where the label y_true == argmax(y_pred) over the last axis, else 0; a last axis of 1 beside the classes is dropped.
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.metrics.sparse_categorical_accuracy(y_true, y_pred) end

---The crossentropy of integer labels and probabilities or logits. Labels of ignore_class give 0 and are masked out; one outside the classes is an error. -log q[label]; q = p / sum(p) over axis, clipped to [epsilon, 1 - epsilon], or softmax of logits. Shapes: y_true (...) or (..., 1), y_pred (..., classes) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param from_logits? boolean
---@param ignore_class? integer
---@param axis? integer
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { from_logits?: boolean, ignore_class?: integer, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, from_logits?: boolean, arguments: { ignore_class?: integer, axis?: integer }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, from_logits?: boolean, ignore_class?: integer, arguments: { axis?: integer }): keras.Tensor
function keras.metrics.sparse_categorical_crossentropy(y_true, y_pred, from_logits, ignore_class, axis) end

---1 where the label y_true is among the k largest of y_pred over the last axis, else 0; ties count as among them, a label that is no class never. With from_sorted_ids, y_pred holds the classes themselves, the best first.
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param k? integer
---@param from_sorted_ids? boolean
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { k?: integer, from_sorted_ids?: boolean }): keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, k?: integer, arguments: { from_sorted_ids?: boolean }): keras.Tensor
function keras.metrics.sparse_top_k_categorical_accuracy(y_true, y_pred, k, from_sorted_ids) end

---The squared hinge loss for labels -1 and 1. Where every label of a batch is 0 or 1, 0 stands for -1. mean(max(1 - y_true y_pred, 0)^2) over the last axis. Shapes: y_true, y_pred (..., n) -> (...).
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@return keras.Tensor
function keras.metrics.squared_hinge(y_true, y_pred) end

---1 where the label argmax(y_true) is among the k largest of y_pred over the last axis, else 0; ties count as among them.
---@param y_true keras.TensorLike
---@param y_pred keras.TensorLike
---@param k? integer
---@return keras.Tensor
---@overload fun(y_true: keras.TensorLike, y_pred: keras.TensorLike, arguments: { k?: integer }): keras.Tensor
function keras.metrics.top_k_categorical_accuracy(y_true, y_pred, k) end

keras.constraints = {}

---Vectors whose norm is above a bound are shrunk to it.
---@class keras.constraints.MaxNorm: keras.Constraint
---@field max_value any largest norm, not negative
---@field axis any axis of the vectors, or a list of axes; keras.null for all

---Vectors whose norm is above a bound are shrunk to it.
---formula: w clip(N, 0, max_value) / (epsilon + N); N = sqrt(sum(w^2)) over axis
---@param arguments? { max_value?: any, axis?: any }|any
---@param ... any
---@return keras.constraints.MaxNorm
function keras.constraints.MaxNorm(arguments, ...) end

---Vectors whose norm is outside of two bounds go to the nearer one, or at each step a part of the way.
---@class keras.constraints.MinMaxNorm: keras.Constraint
---@field min_value any smallest norm
---@field max_value any largest norm
---@field rate any part of the way that one step goes
---@field axis any axis of the vectors, or a list of axes; keras.null for all

---Vectors whose norm is outside of two bounds go to the nearer one, or at each step a part of the way.
---formula: w (rate clip(N, min_value, max_value) + (1 - rate) N) / (epsilon + N); N = sqrt(sum(w^2)) over axis
---@param arguments? { min_value?: any, max_value?: any, rate?: any, axis?: any }|any
---@param ... any
---@return keras.constraints.MinMaxNorm
function keras.constraints.MinMaxNorm(arguments, ...) end

---Negative weights become 0.
---@class keras.constraints.NonNeg: keras.Constraint

---Negative weights become 0.
---formula: max(w, 0)
---@return keras.constraints.NonNeg
function keras.constraints.NonNeg() end

---Vectors get norm 1; those of zeros stay.
---@class keras.constraints.UnitNorm: keras.Constraint
---@field axis any axis of the vectors, or a list of axes; keras.null for all

---Vectors get norm 1; those of zeros stay.
---formula: w / (epsilon + N); N = sqrt(sum(w^2)) over axis
---@param arguments? { axis?: any }|any
---@param ... any
---@return keras.constraints.UnitNorm
function keras.constraints.UnitNorm(arguments, ...) end

---The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
---@param config any
---@param custom_objects? any
---@return any
---@overload fun(config: any, arguments: { custom_objects?: any }): any
function keras.constraints.deserialize(config, custom_objects) end

---The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
---@param identifier any
---@return any
function keras.constraints.get(identifier) end

---The config of an object of keras.constraints: what keras.saving.serialize_keras_object gives.
---@param object any
---@return table
function keras.constraints.serialize(object) end

keras.regularizers = {}

---The sum of absolute values: drives small weights to 0.
---@class keras.regularizers.L1: keras.Regularizer
---@field l1 any strength, not negative

---The sum of absolute values: drives small weights to 0.
---formula: l1 sum(|w|)
---@param arguments? { l1?: any }|any
---@param ... any
---@return keras.regularizers.L1
function keras.regularizers.L1(arguments, ...) end

---The sums of absolute values and of squares; one of strength 0 isn't computed.
---@class keras.regularizers.L1L2: keras.Regularizer
---@field l1 any strength of the absolute values, not negative
---@field l2 any strength of the squares, not negative

---The sums of absolute values and of squares; one of strength 0 isn't computed.
---formula: l1 sum(|w|) + l2 sum(w^2)
---@param arguments? { l1?: any, l2?: any }|any
---@param ... any
---@return keras.regularizers.L1L2
function keras.regularizers.L1L2(arguments, ...) end

---The sum of squares: keeps weights small.
---@class keras.regularizers.L2: keras.Regularizer
---@field l2 any strength, not negative

---The sum of squares: keeps weights small.
---formula: l2 sum(w^2)
---@param arguments? { l2?: any }|any
---@param ... any
---@return keras.regularizers.L2
function keras.regularizers.L2(arguments, ...) end

---The mean size of the cosine between two rows (or columns) of a matrix: drives them towards right angles. Rows of zeros and a single row add nothing.
---@class keras.regularizers.OrthogonalRegularizer: keras.Regularizer
---@field factor any strength, not negative
---@field mode any "rows" or "columns"

---The mean size of the cosine between two rows (or columns) of a matrix: drives them towards right angles. Rows of zeros and a single row add nothing.
---formula: factor mean(|r_i . r_j|) over the pairs i < j, r the rows (or columns) divided by their norms, which are at least epsilon
---@param arguments? { factor?: any, mode?: any }|any
---@param ... any
---@return keras.regularizers.OrthogonalRegularizer
function keras.regularizers.OrthogonalRegularizer(arguments, ...) end

---The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
---@param config any
---@param custom_objects? any
---@return any
---@overload fun(config: any, arguments: { custom_objects?: any }): any
function keras.regularizers.deserialize(config, custom_objects) end

---The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
---@param identifier any
---@return any
function keras.regularizers.get(identifier) end

---The config of an object of keras.regularizers: what keras.saving.serialize_keras_object gives.
---@param object any
---@return table
function keras.regularizers.serialize(object) end

keras.initializers = {}

---The same value everywhere.
---@class keras.initializers.Constant: keras.Initializer
---@field value any a number, a boolean or a tensor

---The same value everywhere.
---formula: value
---@param arguments? { value?: any }|any
---@param ... any
---@return keras.initializers.Constant
function keras.initializers.Constant(arguments, ...) end

---Normal numbers, none beyond two deviations, that keep the size of activations and of gradients through a layer.
---@class keras.initializers.GlorotNormal: keras.Initializer
---@field seed any an integer (or nothing: one of chance), which gives the same numbers at every call, or a SeedGenerator
---@field input_axes any with output_axes: the axes whose product is fan_in
---@field output_axes any with input_axes: the axes whose product is fan_out

---Normal numbers, none beyond two deviations, that keep the size of activations and of gradients through a layer.
---formula: normal, truncated, of variance 2 / (fan_in + fan_out)
---@param arguments? { seed?: any, input_axes?: any, output_axes?: any }|any
---@param ... any
---@return keras.initializers.GlorotNormal
function keras.initializers.GlorotNormal(arguments, ...) end

---Uniform numbers that keep the size of activations and of gradients through a layer.
---@class keras.initializers.GlorotUniform: keras.Initializer
---@field seed any an integer (or nothing: one of chance), which gives the same numbers at every call, or a SeedGenerator
---@field input_axes any with output_axes: the axes whose product is fan_in
---@field output_axes any with input_axes: the axes whose product is fan_out

---Uniform numbers that keep the size of activations and of gradients through a layer.
---formula: uniform in +-sqrt(6 / (fan_in + fan_out))
---@param arguments? { seed?: any, input_axes?: any, output_axes?: any }|any
---@param ... any
---@return keras.initializers.GlorotUniform
function keras.initializers.GlorotUniform(arguments, ...) end

---Normal numbers, none beyond two deviations, that keep the size of activations through layers with relu.
---@class keras.initializers.HeNormal: keras.Initializer
---@field seed any an integer (or nothing: one of chance), which gives the same numbers at every call, or a SeedGenerator
---@field input_axes any with output_axes: the axes whose product is fan_in
---@field output_axes any with input_axes: the axes whose product is fan_out

---Normal numbers, none beyond two deviations, that keep the size of activations through layers with relu.
---formula: normal, truncated, of variance 2 / fan_in
---@param arguments? { seed?: any, input_axes?: any, output_axes?: any }|any
---@param ... any
---@return keras.initializers.HeNormal
function keras.initializers.HeNormal(arguments, ...) end

---Uniform numbers that keep the size of activations through layers with relu.
---@class keras.initializers.HeUniform: keras.Initializer
---@field seed any an integer (or nothing: one of chance), which gives the same numbers at every call, or a SeedGenerator
---@field input_axes any with output_axes: the axes whose product is fan_in
---@field output_axes any with input_axes: the axes whose product is fan_out

---Uniform numbers that keep the size of activations through layers with relu.
---formula: uniform in +-sqrt(6 / fan_in)
---@param arguments? { seed?: any, input_axes?: any, output_axes?: any }|any
---@param ... any
---@return keras.initializers.HeUniform
function keras.initializers.HeUniform(arguments, ...) end

---The identity matrix; without the rows or columns that are missing when it isn't square.
---@class keras.initializers.Identity: keras.Initializer
---@field gain any value on the diagonal; Keras reads it in a config but doesn't write it

---The identity matrix; without the rows or columns that are missing when it isn't square.
---formula: gain where the row's number is the column's, 0 elsewhere
---@param arguments? { gain?: any }|any
---@param ... any
---@return keras.initializers.Identity
function keras.initializers.Identity(arguments, ...) end

---Normal numbers, none beyond two deviations, that keep the size of activations; selu asks for them.
---@class keras.initializers.LecunNormal: keras.Initializer
---@field seed any an integer (or nothing: one of chance), which gives the same numbers at every call, or a SeedGenerator
---@field input_axes any with output_axes: the axes whose product is fan_in
---@field output_axes any with input_axes: the axes whose product is fan_out

---Normal numbers, none beyond two deviations, that keep the size of activations; selu asks for them.
---formula: normal, truncated, of variance 1 / fan_in
---@param arguments? { seed?: any, input_axes?: any, output_axes?: any }|any
---@param ... any
---@return keras.initializers.LecunNormal
function keras.initializers.LecunNormal(arguments, ...) end

---Uniform numbers that keep the size of activations.
---@class keras.initializers.LecunUniform: keras.Initializer
---@field seed any an integer (or nothing: one of chance), which gives the same numbers at every call, or a SeedGenerator
---@field input_axes any with output_axes: the axes whose product is fan_in
---@field output_axes any with input_axes: the axes whose product is fan_out

---Uniform numbers that keep the size of activations.
---formula: uniform in +-sqrt(3 / fan_in)
---@param arguments? { seed?: any, input_axes?: any, output_axes?: any }|any
---@param ... any
---@return keras.initializers.LecunUniform
function keras.initializers.LecunUniform(arguments, ...) end

---1 everywhere.
---@class keras.initializers.Ones: keras.Initializer

---1 everywhere.
---formula: 1
---@return keras.initializers.Ones
function keras.initializers.Ones() end

---A random orthogonal matrix, every one as likely as any other; with fewer rows than columns the rows are orthonormal, otherwise the columns.
---@class keras.initializers.Orthogonal: keras.Initializer
---@field gain any factor of the matrix
---@field seed any an integer (or nothing: one of chance), which gives the same numbers at every call, or a SeedGenerator

---A random orthogonal matrix, every one as likely as any other; with fewer rows than columns the rows are orthonormal, otherwise the columns.
---formula: gain Q, where A = Q R, A normal random numbers, R upper triangular with a positive diagonal
---@param arguments? { gain?: any, seed?: any }|any
---@param ... any
---@return keras.initializers.Orthogonal
function keras.initializers.Orthogonal(arguments, ...) end

---Normal random numbers.
---@class keras.initializers.RandomNormal: keras.Initializer
---@field mean any mean of the distribution
---@field stddev any standard deviation of the distribution
---@field seed any an integer (or nothing: one of chance), which gives the same numbers at every call, or a SeedGenerator

---Normal random numbers.
---formula: normal of mean and stddev
---@param arguments? { mean?: any, stddev?: any, seed?: any }|any
---@param ... any
---@return keras.initializers.RandomNormal
function keras.initializers.RandomNormal(arguments, ...) end

---Uniform random numbers.
---@class keras.initializers.RandomUniform: keras.Initializer
---@field minval any lower end, included
---@field maxval any upper end, not included
---@field seed any an integer (or nothing: one of chance), which gives the same numbers at every call, or a SeedGenerator

---Uniform random numbers.
---formula: uniform in [minval, maxval)
---@param arguments? { minval?: any, maxval?: any, seed?: any }|any
---@param ... any
---@return keras.initializers.RandomUniform
function keras.initializers.RandomUniform(arguments, ...) end

---The real or imaginary part of a short-time Fourier transform as a convolution's kernel.
---@class keras.initializers.STFT: keras.Initializer
---@field side any "real" or "imag"
---@field window any name of a window, as in SciPy ("hann", "hamming", ...), its numbers, or nothing (keras.null)
---@field scaling any what the window is divided by: "density", "spectrum" or nothing (keras.null)
---@field periodic boolean the window is one period of n samples, not symmetric

---The real or imaginary part of a short-time Fourier transform as a convolution's kernel.
---formula: w[t] cos(2 pi t f / n) / s, or with -sin, n = 2 (F - 1); s is sqrt(sum(w^2)) for density, sum(|w|) for spectrum, else 1
---@param arguments? { side?: any, window?: any, scaling?: any, periodic?: any }|any
---@param ... any
---@return keras.initializers.STFT
function keras.initializers.STFT(arguments, ...) end

---Normal random numbers, those beyond two deviations drawn again.
---@class keras.initializers.TruncatedNormal: keras.Initializer
---@field mean any middle of the distribution
---@field stddev any standard deviation before the ends are cut
---@field seed any an integer (or nothing: one of chance), which gives the same numbers at every call, or a SeedGenerator

---Normal random numbers, those beyond two deviations drawn again.
---formula: normal of mean and stddev, in mean +-2 stddev; the deviation that is left is 0.8796 stddev
---@param arguments? { mean?: any, stddev?: any, seed?: any }|any
---@param ... any
---@return keras.initializers.TruncatedNormal
function keras.initializers.TruncatedNormal(arguments, ...) end

---Random numbers whose variance follows the shape of the weight.
---@class keras.initializers.VarianceScaling: keras.Initializer
---@field scale any n times the variance, above 0
---@field mode any "fan_in", "fan_out" or "fan_avg"
---@field distribution any "truncated_normal" (or "normal": none beyond two deviations), "untruncated_normal" or "uniform"
---@field seed any an integer (or nothing: one of chance), which gives the same numbers at every call, or a SeedGenerator
---@field input_axes any with output_axes: the axes whose product is fan_in
---@field output_axes any with input_axes: the axes whose product is fan_out

---Random numbers whose variance follows the shape of the weight.
---formula: mean 0, variance scale / max(1, n); n is fan_in, fan_out or, for fan_avg, (fan_in + fan_out) / 2
---@param arguments? { scale?: any, mode?: any, distribution?: any, seed?: any, input_axes?: any, output_axes?: any }|any
---@param ... any
---@return keras.initializers.VarianceScaling
function keras.initializers.VarianceScaling(arguments, ...) end

---0 everywhere.
---@class keras.initializers.Zeros: keras.Initializer

---0 everywhere.
---formula: 0
---@return keras.initializers.Zeros
function keras.initializers.Zeros() end

---The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
---@param config any
---@param custom_objects? any
---@return any
---@overload fun(config: any, arguments: { custom_objects?: any }): any
function keras.initializers.deserialize(config, custom_objects) end

---The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
---@param identifier any
---@return any
function keras.initializers.get(identifier) end

---The config of an object of keras.initializers: what keras.saving.serialize_keras_object gives.
---@param object any
---@return table
function keras.initializers.serialize(object) end

keras.activations = {}

---max(x, 0) + min(alpha * (exp(x / alpha) - 1), 0), element by element (Barron, 2017).
---@param x keras.TensorLike
---@param alpha? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { alpha?: number }): keras.Tensor
function keras.activations.celu(x, alpha) end

---The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
---@param config any
---@param custom_objects? any
---@return any
---@overload fun(config: any, arguments: { custom_objects?: any }): any
function keras.activations.deserialize(config, custom_objects) end

---x where x > 0, alpha * (exp(x) - 1) elsewhere, element by element (Clevert and others, 2016).
---@param x keras.TensorLike
---@param alpha? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { alpha?: number }): keras.Tensor
function keras.activations.elu(x, alpha) end

---exp(x), element by element.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.exponential(x) end

---x * P(X <= x) for a standard normal X, element by element; with approximate 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))); 0 at -inf (Hendrycks and Gimpel, 2016).
---@param x keras.TensorLike
---@param approximate? boolean
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { approximate?: boolean }): keras.Tensor
function keras.activations.gelu(x, approximate) end

---The function that an identifier means: a name, a registered name, a config, a class, an object or a function; nil gives linear.
---@param identifier any
---@return any
function keras.activations.get(identifier) end

---a * sigmoid(b), where a and b are the halves of x along an axis (Dauphin and others, 2017). An axis of odd length or out of range is an error.
---@param x keras.TensorLike
---@param axis? integer
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer }): keras.Tensor
function keras.activations.glu(x, axis) end

---x where |x| > threshold, 0 elsewhere, element by element.
---@param x keras.TensorLike
---@param threshold? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { threshold?: number }): keras.Tensor
function keras.activations.hard_shrink(x, threshold) end

---relu6(x + 3) / 6, element by element.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.hard_sigmoid(x) end

---x * hard_sigmoid(x), element by element; 0 at -inf (Howard and others, 2019).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.hard_silu(x) end

---x * hard_sigmoid(x), element by element; 0 at -inf (Howard and others, 2019).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.hard_swish(x) end

---min(max(x, -1), 1), element by element.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.hard_tanh(x) end

---x where x >= 0, negative_slope * x elsewhere, element by element.
---@param x keras.TensorLike
---@param negative_slope? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { negative_slope?: number }): keras.Tensor
function keras.activations.leaky_relu(x, negative_slope) end

---x itself.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.linear(x) end

---log(sigmoid(x)), element by element, without overflow.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.log_sigmoid(x) end

---log(softmax(x)) over axes, without overflow or loss of small values. Integers give the default float dtype. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[] }): keras.Tensor
function keras.activations.log_softmax(x, axis) end

---x * tanh(softplus(x)), element by element; 0 at -inf (Misra, 2019).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.mish(x) end

---x where x > threshold, at most max_value; negative_slope * (x - threshold) elsewhere, element by element.
---@param x keras.TensorLike
---@param negative_slope? number
---@param max_value? number
---@param threshold? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { negative_slope?: number, max_value?: number, threshold?: number }): keras.Tensor
---@overload fun(x: keras.TensorLike, negative_slope?: number, arguments: { max_value?: number, threshold?: number }): keras.Tensor
---@overload fun(x: keras.TensorLike, negative_slope?: number, max_value?: number, arguments: { threshold?: number }): keras.Tensor
function keras.activations.relu(x, negative_slope, max_value, threshold) end

---min(max(x, 0), 6), element by element.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.relu6(x) end

---1.05070098 * elu(x, 1.67326324), element by element (Klambauer and others, 2017).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.selu(x) end

---The name of a built-in activation, else its config.
---@param object any
---@return table
function keras.activations.serialize(object) end

---1 / (1 + exp(-x)), without overflow.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.sigmoid(x) end

---x * sigmoid(x), element by element; 0 at -inf (Ramachandran and others, 2017).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.silu(x) end

---x - threshold where x > threshold, x + threshold where x < -threshold, 0 elsewhere, element by element.
---@param x keras.TensorLike
---@param threshold? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { threshold?: number }): keras.Tensor
function keras.activations.soft_shrink(x, threshold) end

---exp(x) / sum(exp(x)) over axes, without overflow. Integers give the default float dtype. An axis out of range or given twice is an error.
---@param x keras.TensorLike
---@param axis? integer|integer[]
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer|integer[] }): keras.Tensor
function keras.activations.softmax(x, axis) end

---log(1 + exp(x)), without overflow.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.softplus(x) end

---x / (1 + |x|), element by element; +-1 at +-inf.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.softsign(x) end

---0 where x <= -1, x where x >= 1, (x + 1)^2 / 4 between, element by element.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.sparse_plus(x) end

---0 where x <= -1, 1 where x >= 1, (x + 1) / 2 between, element by element (Martins and Astudillo, 2016).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.sparse_sigmoid(x) end

---The point of the probability simplex nearest to x along an axis: max(x - t, 0), where t makes the sum 1; small elements become exactly 0 (Martins and Astudillo, 2016). Integers give the default float dtype. An axis out of range is an error.
---@param x keras.TensorLike
---@param axis? integer
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer }): keras.Tensor
function keras.activations.sparsemax(x, axis) end

---(x + sqrt(x^2 + b)) / 2, element by element, without overflow or loss of small values (Barron, 2021).
---@param x keras.TensorLike
---@param b? number
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { b?: number }): keras.Tensor
function keras.activations.squareplus(x, b) end

---x * sigmoid(x), element by element; 0 at -inf (Ramachandran and others, 2017).
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.swish(x) end

---The hyperbolic tangent.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.tanh(x) end

---x - tanh(x), element by element.
---@param x keras.TensorLike
---@return keras.Tensor
function keras.activations.tanh_shrink(x) end

---x where x > threshold, default_value elsewhere, element by element.
---@param x keras.TensorLike
---@param threshold number
---@param default_value number
---@return keras.Tensor
function keras.activations.threshold(x, threshold, default_value) end

keras.optimizers = {}

---Steps in the unit of the weights: the gradient over its running root mean square, times that of the steps so far.
---@class keras.optimizers.Adadelta: keras.Optimizer
---@field learning_rate any 1.0 is the paper's
---@field rho any share of the running means that a step keeps
---@field epsilon any added under both roots
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Steps in the unit of the weights: the gradient over its running root mean square, times that of the steps so far.
---formula: s <- rho s + (1 - rho) g^2, d = -sqrt(x + epsilon) g / sqrt(s + epsilon), x <- rho x + (1 - rho) d^2, w <- w + rate d
---@param arguments? { learning_rate?: any, rho?: any, epsilon?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.Adadelta
function keras.optimizers.Adadelta(arguments, ...) end

---Adam without momentum, whose running mean square of a matrix is the product of one for its rows and one for its columns; steps are relative to the size of the weights.
---@class keras.optimizers.Adafactor: keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field beta_2_decay any the running mean keeps 1 - t^beta_2_decay of itself
---@field epsilon_1 any added to squared gradients
---@field epsilon_2 any least size of weights that a step is relative to
---@field clip_threshold any largest root mean square of a step before it is scaled
---@field relative_step boolean only for configs: the rate is never above 1 / sqrt(t), whether set or not, as in Keras
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Adam without momentum, whose running mean square of a matrix is the product of one for its rows and one for its columns; steps are relative to the size of the weights.
---formula: beta = 1 - t^beta_2_decay; r, c <- beta r + (1 - beta) mean of g^2 + epsilon_1 over columns, over rows; s = r c / mean(r) (of vectors: s itself runs); u = g / sqrt(s); w <- w - max(epsilon_2, rms(w)) min(rate, 1 / sqrt(t)) u / max(1, rms(u) / clip_threshold)
---@param arguments? { learning_rate?: any, beta_2_decay?: any, epsilon_1?: any, epsilon_2?: any, clip_threshold?: any, relative_step?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.Adafactor
function keras.optimizers.Adafactor(arguments, ...) end

---Steps divided by the root of the sum of all squared gradients so far: what moves often moves less.
---@class keras.optimizers.Adagrad: keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field initial_accumulator_value any where the sum begins
---@field epsilon any added under the root
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Steps divided by the root of the sum of all squared gradients so far: what moves often moves less.
---formula: s <- s + g^2, w <- w - rate g / sqrt(s + epsilon)
---@param arguments? { learning_rate?: any, initial_accumulator_value?: any, epsilon?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.Adagrad
function keras.optimizers.Adagrad(arguments, ...) end

---Steps along a running mean of the gradient, divided by the root of a running mean of its square.
---@class keras.optimizers.Adam: keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field beta_1 any share of the running mean that a step keeps
---@field beta_2 any share of the running mean square that a step keeps
---@field epsilon any added to the divisor
---@field amsgrad boolean whether to divide by the largest running mean square so far
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Steps along a running mean of the gradient, divided by the root of a running mean of its square.
---formula: m <- m + (g - m)(1 - beta_1), u <- u + (g^2 - u)(1 - beta_2), w <- w - rate sqrt(1 - beta_2^t) / (1 - beta_1^t) m / (sqrt(u) + epsilon)
---@param arguments? { learning_rate?: any, beta_1?: any, beta_2?: any, epsilon?: any, amsgrad?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.Adam
function keras.optimizers.Adam(arguments, ...) end

---Adam whose weight decay acts on the weights and not through the gradient.
---@class keras.optimizers.AdamW: keras.optimizers.Adam
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field beta_1 any share of the running mean that a step keeps
---@field beta_2 any share of the running mean square that a step keeps
---@field epsilon any added to the divisor
---@field amsgrad boolean whether to divide by the largest running mean square so far
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Adam whose weight decay acts on the weights and not through the gradient.
---formula: w <- w - weight_decay rate w, then Adam's step
---@param arguments? { learning_rate?: any, weight_decay?: any, beta_1?: any, beta_2?: any, epsilon?: any, amsgrad?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.AdamW
function keras.optimizers.AdamW(arguments, ...) end

---Adam with a decaying maximum of the gradient's size in place of its root mean square.
---@class keras.optimizers.Adamax: keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field beta_1 any share of the running mean that a step keeps
---@field beta_2 any what the maximum falls by at each step
---@field epsilon any added to the divisor
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Adam with a decaying maximum of the gradient's size in place of its root mean square.
---formula: m <- m + (g - m)(1 - beta_1), u <- max(beta_2 u, |g|), w <- w - rate / (1 - beta_1^t) m / (u + epsilon)
---@param arguments? { learning_rate?: any, beta_1?: any, beta_2?: any, epsilon?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.Adamax
function keras.optimizers.Adamax(arguments, ...) end

---Follows the regularized leader: with an L1 penalty weights become exactly 0. It computes the weights from its state, whatever they were before.
---@class keras.optimizers.Ftrl: keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field learning_rate_power any 0 or less; 0 keeps the rate as it is
---@field initial_accumulator_value any where the sum of squared gradients begins
---@field l1_regularization_strength any l1
---@field l2_regularization_strength any l2, which steadies
---@field l2_shrinkage_regularization_strength any l2 that acts through the gradient
---@field beta any beta of the paper
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Follows the regularized leader: with an L1 penalty weights become exactly 0. It computes the weights from its state, whatever they were before.
---formula: n' = n + g^2, z <- z + g + 2 l2_shrinkage w - (n'^-p - n^-p) / rate w, w <- (clip(z, -l1, l1) - z) / (n'^-p / rate + 2 l2 + beta / rate), n <- n'; p = learning_rate_power
---@param arguments? { learning_rate?: any, learning_rate_power?: any, initial_accumulator_value?: any, l1_regularization_strength?: any, l2_regularization_strength?: any, l2_shrinkage_regularization_strength?: any, beta?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.Ftrl
function keras.optimizers.Ftrl(arguments, ...) end

---Adam whose step for each variable is as long, relative to the rate, as the variable itself: for large batches.
---@class keras.optimizers.Lamb: keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field beta_1 any share of the running mean that a step keeps
---@field beta_2 any share of the running mean square that a step keeps
---@field epsilon any added to the divisor
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Adam whose step for each variable is as long, relative to the rate, as the variable itself: for large batches.
---formula: m, u as Adam's; d = m / (1 - beta_1^t) / (sqrt(u / (1 - beta_2^t)) + epsilon), w <- w - rate d |w| / |d|, or rate d where a norm is 0
---@param arguments? { learning_rate?: any, beta_1?: any, beta_2?: any, epsilon?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.Lamb
function keras.optimizers.Lamb(arguments, ...) end

---Steps of one size: the sign of a mean of gradient and momentum.
---@class keras.optimizers.Lion: keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field beta_1 any share of the momentum in a step; above 0
---@field beta_2 any share of the momentum that a step keeps
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Steps of one size: the sign of a mean of gradient and momentum.
---formula: w <- w - rate sign(beta_1 m + (1 - beta_1) g), m <- beta_2 m + (1 - beta_2) g
---@param arguments? { learning_rate?: any, beta_1?: any, beta_2?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.Lion
function keras.optimizers.Lion(arguments, ...) end

---Multiplies the loss by a scale that keeps 16-bit gradients from vanishing and divides the gradients by it. A step whose gradients are not all finite is left out and halves the scale; dynamic_growth_steps good ones in a row double it.
---@class keras.optimizers.LossScaleOptimizer: keras.Optimizer
---@field inner_optimizer any the optimizer that makes the updates
---@field initial_scale any the first scale
---@field dynamic_growth_steps any how many good steps in a row double the scale
---@field name string by default the class's name in snake case, numbered
---@field dynamic boolean true; a fixed scale is the loss_scale_factor of the optimizer inside
---@field learning_rate any belongs to the optimizer inside
---@field weight_decay any belongs to the optimizer inside
---@field clipnorm any belongs to the optimizer inside
---@field clipvalue any belongs to the optimizer inside
---@field global_clipnorm any belongs to the optimizer inside
---@field use_ema boolean belongs to the optimizer inside
---@field ema_momentum any belongs to the optimizer inside
---@field ema_overwrite_frequency any belongs to the optimizer inside
---@field loss_scale_factor any belongs to the optimizer inside
---@field gradient_accumulation_steps any belongs to the optimizer inside

---Multiplies the loss by a scale that keeps 16-bit gradients from vanishing and divides the gradients by it. A step whose gradients are not all finite is left out and halves the scale; dynamic_growth_steps good ones in a row double it.
---formula: g / scale where all g are finite, else no step; scale <- 2 scale after dynamic_growth_steps good steps in a row, scale / 2 after a bad one
---@param arguments? { inner_optimizer?: any, initial_scale?: any, dynamic_growth_steps?: any, name?: any, dynamic?: any, learning_rate?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any }|any
---@param ... any
---@return keras.optimizers.LossScaleOptimizer
function keras.optimizers.LossScaleOptimizer(arguments, ...) end

---Gives each variable to an optimizer of its own. There is no learning rate but those of the optimizers inside.
---@class keras.optimizers.MultiOptimizer: keras.Optimizer
---@field optimizer_map any an OptimizerMap, or a function that gives the optimizer of a variable
---@field loss_scale_factor any stands in for those of the optimizers inside
---@field name string by default the class's name in snake case, numbered
---@field learning_rate any belongs to the optimizer inside
---@field weight_decay any belongs to the optimizer inside
---@field clipnorm any belongs to the optimizer inside
---@field clipvalue any belongs to the optimizer inside
---@field global_clipnorm any belongs to the optimizer inside
---@field use_ema boolean belongs to the optimizer inside
---@field ema_momentum any belongs to the optimizer inside
---@field ema_overwrite_frequency any belongs to the optimizer inside
---@field gradient_accumulation_steps any belongs to the optimizer inside

---Gives each variable to an optimizer of its own. There is no learning rate but those of the optimizers inside.
---formula: v <- the step of optimizer_map(v), for each variable v
---@param arguments? { optimizer_map?: any, loss_scale_factor?: any, name?: any, learning_rate?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, gradient_accumulation_steps?: any }|any
---@param ... any
---@return keras.optimizers.MultiOptimizer
function keras.optimizers.MultiOptimizer(arguments, ...) end

---Steps along the momentum made orthogonal, so that every direction of a matrix moves alike. Variables that are no matrices, embeddings and those of exclude_layers, which should name the last layer, are updated as by AdamW.
---@class keras.optimizers.Muon: keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field adam_beta_1 any beta_1 of Adam
---@field adam_beta_2 any beta_2 of Adam
---@field adam_weight_decay any weight decay of what Adam updates
---@field epsilon any epsilon of Adam
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered
---@field exclude_layers any regular expressions; Adam updates the variables in whose path one is found
---@field exclude_embeddings boolean whether Adam updates variables with 'embedding' in their path
---@field muon_a any a
---@field muon_b any b
---@field muon_c any c
---@field adam_lr_ratio any Adam's rate as a multiple of learning_rate
---@field momentum any share of the last momentum that the next one keeps
---@field ns_steps any how often the iteration runs
---@field nesterov boolean whether momentum looks one step ahead
---@field rms_rate any root mean square that a step has; null leaves it as the iteration gives it

---Steps along the momentum made orthogonal, so that every direction of a matrix moves alike. Variables that are no matrices, embeddings and those of exclude_layers, which should name the last layer, are updated as by AdamW.
---formula: m <- momentum m + g, x = g + momentum m (or m), x <- x / |x|, then ns_steps times A = x x^T, x <- a x + (b A + c A A) x; w <- w - rate rms_rate sqrt(max(rows, columns)) x
---@param arguments? { learning_rate?: any, adam_beta_1?: any, adam_beta_2?: any, adam_weight_decay?: any, epsilon?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any, exclude_layers?: any, exclude_embeddings?: any, muon_a?: any, muon_b?: any, muon_c?: any, adam_lr_ratio?: any, momentum?: any, ns_steps?: any, nesterov?: any, rms_rate?: any }|any
---@param ... any
---@return keras.optimizers.Muon
function keras.optimizers.Muon(arguments, ...) end

---Adam with Nesterov's momentum, which rises from about half of beta_1 to beta_1.
---@class keras.optimizers.Nadam: keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field beta_1 any share of the running mean that a step keeps
---@field beta_2 any share of the running mean square that a step keeps
---@field epsilon any added to the divisor
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Adam with Nesterov's momentum, which rises from about half of beta_1 to beta_1.
---formula: p_t = beta_1 (1 - 0.96^t / 2), P_t = p_1 ... p_t; m, u as Adam's; w <- w - rate (p_{t+1} m / (1 - P_{t+1}) + (1 - p_t) g / (1 - P_t)) / (sqrt(u / (1 - beta_2^t)) + epsilon)
---@param arguments? { learning_rate?: any, beta_1?: any, beta_2?: any, epsilon?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.Nadam
function keras.optimizers.Nadam(arguments, ...) end

---Optimizers by the paths of variables, for MultiOptimizer. map[pattern] = optimizer adds one; map(path) and map(variable) find the optimizer: of the key that is the path, else of the one key that, as a regular expression, matches the whole path, else the default one. Two matches are an error.
---@class keras.optimizers.OptimizerMap
---@field default_optimizer any for variables that no key matches
---@field optimizer_map any a table of optimizers by path or pattern

---Optimizers by the paths of variables, for MultiOptimizer. map[pattern] = optimizer adds one; map(path) and map(variable) find the optimizer: of the key that is the path, else of the one key that, as a regular expression, matches the whole path, else the default one. Two matches are an error.
---formula: map[path], else the one map[pattern] that matches, else default_optimizer
---@param arguments? { default_optimizer?: any, optimizer_map?: any }|any
---@param ... any
---@return keras.optimizers.OptimizerMap
function keras.optimizers.OptimizerMap(arguments, ...) end

---Steps divided by a running root mean square of the gradient.
---@class keras.optimizers.RMSprop: keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field rho any share of the running mean that a step keeps
---@field momentum any share of the last step that the next one keeps
---@field epsilon any added under the root
---@field centered boolean whether to divide by a running standard deviation instead
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Steps divided by a running root mean square of the gradient.
---formula: s <- rho s + (1 - rho) g^2, w <- w - rate g / sqrt(s + epsilon); centered takes the square of a running mean of g from s; with momentum the steps run up: m <- momentum m + step, w <- w - m
---@param arguments? { learning_rate?: any, rho?: any, momentum?: any, epsilon?: any, centered?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.RMSprop
function keras.optimizers.RMSprop(arguments, ...) end

---Gradient descent, with momentum if asked for.
---@class keras.optimizers.SGD: keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field momentum any from 0 to 1: share of the last step that the next one keeps
---@field nesterov boolean whether momentum looks one step ahead
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Gradient descent, with momentum if asked for.
---formula: w <- w - rate g; with momentum v <- momentum v - rate g, w <- w + v; with nesterov too w <- w + momentum v - rate g
---@param arguments? { learning_rate?: any, momentum?: any, nesterov?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.SGD
function keras.optimizers.SGD(arguments, ...) end

---Adam without a schedule: gradients are taken between the iterate z and the mean x of all iterates, at y, which is what the variables hold.
---@class keras.optimizers.ScheduleFreeAdamW: keras.Optimizer
---@field learning_rate any a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)
---@field beta_1 any share of the mean x in what the variables hold
---@field beta_2 any share of the running mean square that a step keeps
---@field epsilon any added to the divisor
---@field warmup_steps any number of updates over which the rate rises from 0
---@field weight_decay any before each update a variable loses weight_decay * learning_rate of itself
---@field clipnorm any largest norm of each gradient; a longer one is shortened to it
---@field clipvalue any largest absolute value of an element of a gradient
---@field global_clipnorm any largest norm of all gradients together
---@field use_ema boolean whether to keep moving averages of the variables, which become their values when training ends
---@field ema_momentum any average <- ema_momentum * average + (1 - ema_momentum) * variable
---@field ema_overwrite_frequency any after how many updates the variables become their averages during training too; never by default
---@field loss_scale_factor any the loss is multiplied by it and the gradients are divided by it
---@field gradient_accumulation_steps any how many steps' gradients are averaged into one update
---@field name string by default the class's name in snake case, numbered

---Adam without a schedule: gradients are taken between the iterate z and the mean x of all iterates, at y, which is what the variables hold.
---formula: u as Adam's; z <- z - rate g / (sqrt(u / (1 - beta_2^t)) + epsilon), x <- (1 - 1/t) x + z / t, y = (1 - beta_1) z + beta_1 x
---@param arguments? { learning_rate?: any, beta_1?: any, beta_2?: any, epsilon?: any, warmup_steps?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.ScheduleFreeAdamW
function keras.optimizers.ScheduleFreeAdamW(arguments, ...) end

---The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
---@param config any
---@param custom_objects? any
---@return any
---@overload fun(config: any, arguments: { custom_objects?: any }): any
function keras.optimizers.deserialize(config, custom_objects) end

---The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
---@param identifier any
---@return any
function keras.optimizers.get(identifier) end

---The config of an object of keras.optimizers: what keras.saving.serialize_keras_object gives.
---@param object any
---@return table
function keras.optimizers.serialize(object) end

keras.optimizers.schedules = {}

---Half a cosine down; with warmup_target a straight line up to it before that.
---@class keras.optimizers.schedules.CosineDecay: keras.LearningRateSchedule
---@field initial_learning_rate any rate at step 0
---@field decay_steps any number of steps of the way down
---@field alpha any the last rate as a share of the highest
---@field name string the name of the schedule
---@field warmup_target any the highest rate, where the way up ends; null begins with the way down
---@field warmup_steps any number of steps of the way up

---Half a cosine down; with warmup_target a straight line up to it before that.
---formula: p ((1 - alpha)(1 + cos(pi min(s, n) / n)) / 2 + alpha), n = decay_steps; s = step, p = initial_learning_rate, or s = step - warmup_steps, p = warmup_target after the way up
---@param arguments? { initial_learning_rate?: any, decay_steps?: any, alpha?: any, name?: any, warmup_target?: any, warmup_steps?: any }|any
---@param ... any
---@return keras.optimizers.schedules.CosineDecay
function keras.optimizers.schedules.CosineDecay(arguments, ...) end

---Half cosines one after the other, each t_mul times as long and m_mul times as high as the last.
---@class keras.optimizers.schedules.CosineDecayRestarts: keras.LearningRateSchedule
---@field initial_learning_rate any rate at step 0
---@field first_decay_steps any length of the first cycle
---@field t_mul any each cycle's length as a multiple of the last one's
---@field m_mul any each cycle's height as a multiple of the last one's
---@field alpha any the lowest rate as a share of initial_learning_rate
---@field name string the name of the schedule

---Half cosines one after the other, each t_mul times as long and m_mul times as high as the last.
---formula: initial_learning_rate ((1 - alpha) m_mul^k (1 + cos(pi f)) / 2 + alpha), f = share of cycle k that is over
---@param arguments? { initial_learning_rate?: any, first_decay_steps?: any, t_mul?: any, m_mul?: any, alpha?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.schedules.CosineDecayRestarts
function keras.optimizers.schedules.CosineDecayRestarts(arguments, ...) end

---Falls by the same factor every decay_steps steps.
---@class keras.optimizers.schedules.ExponentialDecay: keras.LearningRateSchedule
---@field initial_learning_rate any rate at step 0
---@field decay_steps any after so many steps the rate is decay_rate times what it was
---@field decay_rate any the factor
---@field staircase boolean whether to fall only every decay_steps steps
---@field name string the name of the schedule

---Falls by the same factor every decay_steps steps.
---formula: initial_learning_rate * decay_rate ^ (step / decay_steps); staircase rounds the exponent down
---@param arguments? { initial_learning_rate?: any, decay_steps?: any, decay_rate?: any, staircase?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.schedules.ExponentialDecay
function keras.optimizers.schedules.ExponentialDecay(arguments, ...) end

---Falls as one over the time.
---@class keras.optimizers.schedules.InverseTimeDecay: keras.LearningRateSchedule
---@field initial_learning_rate any rate at step 0
---@field decay_steps any the unit of time, in steps
---@field decay_rate any how fast the rate falls
---@field staircase boolean whether to fall only every decay_steps steps
---@field name string the name of the schedule

---Falls as one over the time.
---formula: initial_learning_rate / (1 + decay_rate * step / decay_steps); staircase rounds step / decay_steps down
---@param arguments? { initial_learning_rate?: any, decay_steps?: any, decay_rate?: any, staircase?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.schedules.InverseTimeDecay
function keras.optimizers.schedules.InverseTimeDecay(arguments, ...) end

---A rate for each span of steps.
---@class keras.optimizers.schedules.PiecewiseConstantDecay: keras.LearningRateSchedule
---@field boundaries any the last steps of the spans, rising
---@field values any the rates, one more than boundaries
---@field name string the name of the schedule

---A rate for each span of steps.
---formula: values[1] up to and with the first boundary, values[2] up to the second, and so on; the last one beyond
---@param arguments? { boundaries?: any, values?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.schedules.PiecewiseConstantDecay
function keras.optimizers.schedules.PiecewiseConstantDecay(arguments, ...) end

---Falls from one rate to another within decay_steps steps, as a power of the steps left.
---@class keras.optimizers.schedules.PolynomialDecay: keras.LearningRateSchedule
---@field initial_learning_rate any rate at step 0
---@field decay_steps any number of steps of the fall
---@field end_learning_rate any rate at its end
---@field power any 1.0 for a straight line
---@field cycle boolean whether to begin again, from ever lower rates
---@field name string the name of the schedule

---Falls from one rate to another within decay_steps steps, as a power of the steps left.
---formula: (initial_learning_rate - end_learning_rate) (1 - min(step, n) / n)^power + end_learning_rate, n = decay_steps; with cycle n is the multiple of decay_steps that holds the step
---@param arguments? { initial_learning_rate?: any, decay_steps?: any, end_learning_rate?: any, power?: any, cycle?: any, name?: any }|any
---@param ... any
---@return keras.optimizers.schedules.PolynomialDecay
function keras.optimizers.schedules.PolynomialDecay(arguments, ...) end

---The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
---@param config any
---@param custom_objects? any
---@return any
---@overload fun(config: any, arguments: { custom_objects?: any }): any
function keras.optimizers.schedules.deserialize(config, custom_objects) end

---The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
---@param identifier any
---@return any
function keras.optimizers.schedules.get(identifier) end

---The config of an object of keras.optimizers.schedules: what keras.saving.serialize_keras_object gives.
---@param object any
---@return table
function keras.optimizers.schedules.serialize(object) end

keras.layers = {}

---A function of keras.activations, or one's own, as a layer.
---@class keras.layers.Activation: keras.Layer
---@field activation any a name, a config or a function of a tensor
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---A function of keras.activations, or one's own, as a layer.
---formula: activation(x)
---@param arguments? { activation?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Activation
function keras.layers.Activation(arguments, ...) end

---Gives back its input and adds a penalty on its size to the loss.
---@class keras.layers.ActivityRegularization: keras.Layer
---@field l1 any weight of the sum of absolute values
---@field l2 any weight of the sum of squares
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---Gives back its input and adds a penalty on its size to the loss.
---formula: loss + (l1 sum(|x|) + l2 sum(x^2)) / batch
---@param arguments? { l1?: any, l2?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.ActivityRegularization
function keras.layers.ActivityRegularization(arguments, ...) end

---The sum of its inputs, element by element.
---@class keras.layers.Add: keras.Layer
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---The sum of its inputs, element by element.
---formula: x1 + x2 + ...
---@param arguments? { name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Add
function keras.layers.Add(arguments, ...) end

---The mean of its inputs, element by element.
---@class keras.layers.Average: keras.Layer
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---The mean of its inputs, element by element.
---formula: (x1 + ... + xn) / n
---@param arguments? { name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Average
function keras.layers.Average(arguments, ...) end

---Shifts and scales each feature to mean 0 and variance 1, in training those of the batch, otherwise moving means of these, then by weights that are learned.
---@class keras.layers.BatchNormalization: keras.Layer
---@field axis any axis of the features
---@field momentum any what the moving statistics keep of themselves in each step
---@field epsilon any added to the variance
---@field center boolean whether beta is added
---@field scale boolean whether gamma multiplies
---@field beta_initializer any how beta begins
---@field gamma_initializer any how gamma begins
---@field moving_mean_initializer any how the moving mean begins
---@field moving_variance_initializer any how the moving variance begins
---@field beta_regularizer any penalty on beta
---@field gamma_regularizer any penalty on gamma
---@field beta_constraint any constraint on beta after each step
---@field gamma_constraint any constraint on gamma after each step
---@field synchronized boolean whether devices share their statistics; there is one, so it changes nothing
---@field renorm boolean whether training corrects the batch's statistics by r and d towards slower moving ones: y = (x^ r + d) gamma + beta
---@field renorm_clipping any bounds { rmax, rmin, dmax } of r and d, none unless given
---@field renorm_momentum any what the statistics of renorm keep of themselves in each step
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---Shifts and scales each feature to mean 0 and variance 1, in training those of the batch, otherwise moving means of these, then by weights that are learned.
---formula: (x - mean) / sqrt(variance + epsilon) gamma + beta; in training moving = momentum moving + (1 - momentum) batch's
---@param arguments? { axis?: any, momentum?: any, epsilon?: any, center?: any, scale?: any, beta_initializer?: any, gamma_initializer?: any, moving_mean_initializer?: any, moving_variance_initializer?: any, beta_regularizer?: any, gamma_regularizer?: any, beta_constraint?: any, gamma_constraint?: any, synchronized?: any, renorm?: any, renorm_clipping?: any, renorm_momentum?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.BatchNormalization
function keras.layers.BatchNormalization(arguments, ...) end

---Its inputs one behind the other along an axis.
---@class keras.layers.Concatenate: keras.Layer
---@field axis any axis along which they are joined, the batch's being 0
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---Its inputs one behind the other along an axis.
---formula: y = x1, x2, ... one behind the other along axis
---@param arguments? { axis?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Concatenate
function keras.layers.Concatenate(arguments, ...) end

---A matrix product with weights, plus a bias, through an activation.
---@class keras.layers.Dense: keras.Layer
---@field units any how many numbers it gives
---@field activation any function of the results; null: none
---@field use_bias boolean whether a bias is added
---@field kernel_initializer any how the kernel begins
---@field bias_initializer any how the bias begins
---@field kernel_regularizer any penalty on the kernel
---@field bias_regularizer any penalty on the bias
---@field activity_regularizer any penalty on the results
---@field kernel_constraint any constraint on the kernel after each step
---@field bias_constraint any constraint on the bias after each step
---@field quantization_config any only null
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---A matrix product with weights, plus a bias, through an activation.
---formula: activation(x kernel + bias)
---@param arguments? { units?: any, activation?: any, use_bias?: any, kernel_initializer?: any, bias_initializer?: any, kernel_regularizer?: any, bias_regularizer?: any, activity_regularizer?: any, kernel_constraint?: any, bias_constraint?: any, quantization_config?: any, name?: any, trainable?: any, dtype?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Dense
function keras.layers.Dense(arguments, ...) end

---Products of two inputs, summed over one axis of each, sample by sample.
---@class keras.layers.Dot: keras.Layer
---@field axes any axis that is summed over, or one for each input
---@field normalize boolean whether both are brought to length 1 along that axis first, so that the result is a cosine
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---Products of two inputs, summed over one axis of each, sample by sample.
---formula: y[b, i..., j...] = sum over k of x1[b, i..., k] x2[b, k, j...], where k is the axis of `axes`
---@param arguments? { axes?: any, normalize?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Dot
function keras.layers.Dot(arguments, ...) end

---In training, sets elements to 0 at random and makes the others larger, so that their expected sum stays; otherwise gives back its input.
---@class keras.layers.Dropout: keras.Layer
---@field rate any probability of 0, in [0, 1]
---@field noise_shape any shape of the draws, which broadcasts to the input's; null: a draw for each element
---@field seed any integer that the draws are a function of
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---In training, sets elements to 0 at random and makes the others larger, so that their expected sum stays; otherwise gives back its input.
---formula: 0 with probability rate, else x / (1 - rate)
---@param arguments? { rate?: any, noise_shape?: any, seed?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Dropout
function keras.layers.Dropout(arguments, ...) end

---The exponential linear unit: smooth, and -alpha far below 0.
---@class keras.layers.ELU: keras.Layer
---@field alpha any how far below 0 the results reach
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---The exponential linear unit: smooth, and -alpha far below 0.
---formula: x where x > 0, else alpha (exp(x) - 1)
---@param arguments? { alpha?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.ELU
function keras.layers.ELU(arguments, ...) end

---A vector of weights for each integer from 0 to input_dim - 1.
---@class keras.layers.Embedding: keras.Layer
---@field input_dim any how many integers there are: the largest + 1
---@field output_dim any length of each vector
---@field embeddings_initializer any how the vectors begin
---@field embeddings_regularizer any penalty on the vectors
---@field activity_regularizer any penalty on the results
---@field embeddings_constraint any constraint on the vectors after each step
---@field mask_zero boolean whether 0 means that nothing is there: the output then has a mask
---@field weights any values of the vectors, instead of the initializer's
---@field quantization_config any only null
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---A vector of weights for each integer from 0 to input_dim - 1.
---formula: y[..., :] = embeddings[x[...], :]
---@param arguments? { input_dim?: any, output_dim?: any, embeddings_initializer?: any, embeddings_regularizer?: any, activity_regularizer?: any, embeddings_constraint?: any, mask_zero?: any, weights?: any, quantization_config?: any, name?: any, trainable?: any, dtype?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Embedding
function keras.layers.Embedding(arguments, ...) end

---All axes but the batch's as one.
---@class keras.layers.Flatten: keras.Layer
---@field data_format any kept for Keras
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---All axes but the batch's as one.
---formula: y[b, i n + j] = x[b, i, j] for an axis of length n
---@param arguments? { data_format?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Flatten
function keras.layers.Flatten(arguments, ...) end

---In training, adds normal noise of mean 0; otherwise gives back its input.
---@class keras.layers.GaussianNoise: keras.Layer
---@field stddev any standard deviation of the noise, in [0, 1]
---@field seed any integer that the noise is a function of
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---In training, adds normal noise of mean 0; otherwise gives back its input.
---formula: x + e, e from Normal(0, stddev^2)
---@param arguments? { stddev?: any, seed?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.GaussianNoise
function keras.layers.GaussianNoise(arguments, ...) end

---The mean over the steps of a sequence, of those that the mask lets count.
---@class keras.layers.GlobalAveragePooling1D: keras.Layer
---@field data_format any channels_first: the steps are the last axis
---@field keepdims boolean whether the axis of the steps stays, with length 1
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---The mean over the steps of a sequence, of those that the mask lets count.
---formula: sum over steps of x mask / sum of mask
---@param arguments? { data_format?: any, keepdims?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.GlobalAveragePooling1D
function keras.layers.GlobalAveragePooling1D(arguments, ...) end

---Gives back its input: a place for a layer where none is wanted.
---@class keras.layers.Identity: keras.Layer
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---Gives back its input: a place for a layer where none is wanted.
---formula: x
---@param arguments? { name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Identity
function keras.layers.Identity(arguments, ...) end

---The symbolic tensor that a model receives, by the shape of one sample: what goes through layers and ops until keras.Model { inputs = ..., outputs = ... }.
---@param shape? any
---@param batch_size? any
---@param dtype? any
---@param name? any
---@param batch_shape? any
---@return keras.Tensor
---@overload fun(arguments: { shape?: any, batch_size?: any, dtype?: any, name?: any, batch_shape?: any }): keras.Tensor
---@overload fun(shape?: any, arguments: { batch_size?: any, dtype?: any, name?: any, batch_shape?: any }): keras.Tensor
---@overload fun(shape?: any, batch_size?: any, arguments: { dtype?: any, name?: any, batch_shape?: any }): keras.Tensor
function keras.layers.Input(shape, batch_size, dtype, name, batch_shape) end

---What a model receives: `output` is a symbolic tensor, which keras.Input(...) gives at once.
---@class keras.layers.InputLayer: keras.Layer
---@field shape any lengths of the axes behind the batch's; null where one may vary
---@field batch_size any length of the batch's axis, where it is always the same
---@field dtype any dtype of the data, floatx unless given
---@field sparse any only false: tensors are dense
---@field ragged any only false: rows have one length
---@field batch_shape any shape with the batch's axis, instead of shape and batch_size
---@field name string name of the layer, made from its class's unless given
---@field tensor any a symbolic tensor to take instead of a fresh one
---@field optional boolean whether a model may be called with null for it, which its layers then get
---@field trainable boolean whether training changes its weights
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---What a model receives: `output` is a symbolic tensor, which keras.Input(...) gives at once.
---formula: output: what the model will be given
---@param arguments? { shape?: any, batch_size?: any, dtype?: any, sparse?: any, ragged?: any, batch_shape?: any, name?: any, tensor?: any, optional?: any, trainable?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.InputLayer
function keras.layers.InputLayer(arguments, ...) end

---A function as a layer. It is written to a config by its name: one of keras.activations or one that was registered; a function without a name works, but the model can't be saved. Weights that it uses are not seen: write a Layer for these.
---@class keras.layers.Lambda: keras.Layer
---@field function any the function, or the name of one
---@field output_shape any kept for Keras, which may need it; shapes are found by running the function
---@field mask any mask of the output, or a function of (x, mask) that gives it
---@field arguments any table of names that the function takes as its last argument
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---A function as a layer. It is written to a config by its name: one of keras.activations or one that was registered; a function without a name works, but the model can't be saved. Weights that it uses are not seen: write a Layer for these.
---formula: function(x), or function(x, arguments) where arguments are given
---@param arguments? { function_?: any, output_shape?: any, mask?: any, arguments?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Lambda
function keras.layers.Lambda(arguments, ...) end

---Shifts and scales each sample to mean 0 and variance 1 over its features, then by weights that are learned.
---@class keras.layers.LayerNormalization: keras.Layer
---@field axis any axis or axes that mean and variance are taken over
---@field epsilon any added to the variance
---@field center boolean whether beta is added
---@field scale boolean whether gamma multiplies
---@field rms_scaling boolean whether to divide by the deviation alone, without mean and beta
---@field beta_initializer any how beta begins
---@field gamma_initializer any how gamma begins
---@field beta_regularizer any penalty on beta
---@field gamma_regularizer any penalty on gamma
---@field beta_constraint any constraint on beta after each step
---@field gamma_constraint any constraint on gamma after each step
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---Shifts and scales each sample to mean 0 and variance 1 over its features, then by weights that are learned.
---formula: (x - mean(x)) / sqrt(var(x) + epsilon) gamma + beta, with mean and var over `axis`
---@param arguments? { axis?: any, epsilon?: any, center?: any, scale?: any, rms_scaling?: any, beta_initializer?: any, gamma_initializer?: any, beta_regularizer?: any, gamma_regularizer?: any, beta_constraint?: any, gamma_constraint?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.LayerNormalization
function keras.layers.LayerNormalization(arguments, ...) end

---A rectified linear unit that lets a little of what is negative pass.
---@class keras.layers.LeakyReLU: keras.Layer
---@field negative_slope any slope below 0
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---A rectified linear unit that lets a little of what is negative pass.
---formula: x where x > 0, else negative_slope x
---@param arguments? { negative_slope?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.LeakyReLU
function keras.layers.LeakyReLU(arguments, ...) end

---Masks the steps of a sequence all of whose features have one value: layers that know masks skip them, losses don't count them.
---@class keras.layers.Masking: keras.Layer
---@field mask_value any the value that means that nothing is there
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---Masks the steps of a sequence all of whose features have one value: layers that know masks skip them, losses don't count them.
---formula: mask = any(x ~= mask_value over the last axis); y = x where mask, else 0
---@param arguments? { mask_value?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Masking
function keras.layers.Masking(arguments, ...) end

---The largest of its inputs, element by element.
---@class keras.layers.Maximum: keras.Layer
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---The largest of its inputs, element by element.
---formula: max(x1, x2, ...)
---@param arguments? { name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Maximum
function keras.layers.Maximum(arguments, ...) end

---The smallest of its inputs, element by element.
---@class keras.layers.Minimum: keras.Layer
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---The smallest of its inputs, element by element.
---formula: min(x1, x2, ...)
---@param arguments? { name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Minimum
function keras.layers.Minimum(arguments, ...) end

---The product of its inputs, element by element.
---@class keras.layers.Multiply: keras.Layer
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---The product of its inputs, element by element.
---formula: x1 * x2 * ...
---@param arguments? { name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Multiply
function keras.layers.Multiply(arguments, ...) end

---Shifts and scales its inputs to mean 0 and variance 1, by what `adapt` found in data or by numbers given.
---@class keras.layers.Normalization: keras.Layer
---@field axis any axis or axes whose places have a mean each; null: one mean for all
---@field mean any the mean, instead of adapt
---@field variance any the variance, instead of adapt
---@field invert boolean whether to go back, from normalized numbers to the data's
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---Shifts and scales its inputs to mean 0 and variance 1, by what `adapt` found in data or by numbers given.
---formula: (x - mean) / max(sqrt(variance), epsilon); with invert x max(sqrt(variance), epsilon) + mean
---@param arguments? { axis?: any, mean?: any, variance?: any, invert?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Normalization
function keras.layers.Normalization(arguments, ...) end

---A rectified linear unit whose slope below 0 is learned, for each feature.
---@class keras.layers.PReLU: keras.Layer
---@field alpha_initializer any how the slopes begin
---@field alpha_regularizer any penalty on the slopes
---@field alpha_constraint any constraint on the slopes after each step
---@field shared_axes any axes along which the slope is the same, counted from the batch's, which is 0
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---A rectified linear unit whose slope below 0 is learned, for each feature.
---formula: x where x > 0, else alpha x
---@param arguments? { alpha_initializer?: any, alpha_regularizer?: any, alpha_constraint?: any, shared_axes?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.PReLU
function keras.layers.PReLU(arguments, ...) end

---The axes behind the batch's in another order.
---@class keras.layers.Permute: keras.Layer
---@field dims any the axes, counted from 1, in their new order
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---The axes behind the batch's in another order.
---formula: axis k of y is axis dims[k] of x
---@param arguments? { dims?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Permute
function keras.layers.Permute(arguments, ...) end

---The rectified linear unit, with a ceiling, a threshold and a slope below it where wanted.
---@class keras.layers.ReLU: keras.Layer
---@field max_value any the largest result; null: none
---@field negative_slope any slope below the threshold
---@field threshold any where the unit begins to pass its input
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---The rectified linear unit, with a ceiling, a threshold and a slope below it where wanted.
---formula: max_value where x >= max_value, x where threshold <= x, else negative_slope (x - threshold)
---@param arguments? { max_value?: any, negative_slope?: any, threshold?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.ReLU
function keras.layers.ReLU(arguments, ...) end

---Each sample's vector n times, as a sequence.
---@class keras.layers.RepeatVector: keras.Layer
---@field n any how often
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---Each sample's vector n times, as a sequence.
---formula: y[b, t, :] = x[b, :]
---@param arguments? { n?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.RepeatVector
function keras.layers.RepeatVector(arguments, ...) end

---Multiplies its inputs by a number and adds another: pixels in [0, 255] to [0, 1] with scale = 1 / 255.
---@class keras.layers.Rescaling: keras.Layer
---@field scale any what the inputs are multiplied by, a number or a list that broadcasts
---@field offset any what is added, a number or a list that broadcasts
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---Multiplies its inputs by a number and adds another: pixels in [0, 255] to [0, 1] with scale = 1 / 255.
---formula: x * scale + offset
---@param arguments? { scale?: any, offset?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Rescaling
function keras.layers.Rescaling(arguments, ...) end

---The same elements in another shape, the batch's axis apart.
---@class keras.layers.Reshape: keras.Layer
---@field target_shape any the shape without the batch's axis; one entry may be -1, for what is left
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---The same elements in another shape, the batch's axis apart.
---formula: the elements in C order
---@param arguments? { target_shape?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Reshape
function keras.layers.Reshape(arguments, ...) end

---Numbers to probabilities along an axis. Where a mask hides elements, their probability is 0.
---@class keras.layers.Softmax: keras.Layer
---@field axis any axis along which the probabilities sum to 1, or a list of them
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---Numbers to probabilities along an axis. Where a mask hides elements, their probability is 0.
---formula: exp(x) / sum(exp(x))
---@param arguments? { axis?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Softmax
function keras.layers.Softmax(arguments, ...) end

---The difference of two inputs, element by element.
---@class keras.layers.Subtract: keras.Layer
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---The difference of two inputs, element by element.
---formula: x1 - x2
---@param arguments? { name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.Subtract
function keras.layers.Subtract(arguments, ...) end

---Brings each vector along an axis to length 1.
---@class keras.layers.UnitNormalization: keras.Layer
---@field axis any axis along which a vector lies, or a list of them
---@field name string name of the layer, made from its class's unless given
---@field trainable boolean whether training changes its weights
---@field dtype any dtype or policy of weights and computation; null: the global one
---@field activity_regularizer any penalty on the results
---@field autocast boolean whether inputs of another float dtype are cast to the layer's

---Brings each vector along an axis to length 1.
---formula: x / sqrt(sum(x^2))
---@param arguments? { axis?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@param ... any
---@return keras.layers.UnitNormalization
function keras.layers.UnitNormalization(arguments, ...) end

---The sum of a list of tensors, as the layer of that name gives it.
---@param inputs any
---@param ... any
---@return keras.Tensor
function keras.layers.add(inputs, ...) end

---The mean of a list of tensors, as the layer of that name gives it.
---@param inputs any
---@param ... any
---@return keras.Tensor
function keras.layers.average(inputs, ...) end

---A list of tensors one behind the other, as the layer Concatenate gives it.
---@param inputs any
---@param axis? any
---@param ... any
---@return keras.Tensor
function keras.layers.concatenate(inputs, axis, ...) end

---The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
---@param config any
---@param custom_objects? any
---@return any
---@overload fun(config: any, arguments: { custom_objects?: any }): any
function keras.layers.deserialize(config, custom_objects) end

---The products of two tensors along axes, as the layer Dot gives them.
---@param inputs any
---@param axes any
---@param normalize? any
---@param ... any
---@return keras.Tensor
function keras.layers.dot(inputs, axes, normalize, ...) end

---The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
---@param identifier any
---@return any
function keras.layers.get(identifier) end

---The largest elements of a list of tensors, as the layer of that name gives it.
---@param inputs any
---@param ... any
---@return keras.Tensor
function keras.layers.maximum(inputs, ...) end

---The smallest elements of a list of tensors, as the layer of that name gives it.
---@param inputs any
---@param ... any
---@return keras.Tensor
function keras.layers.minimum(inputs, ...) end

---The product of a list of tensors, as the layer of that name gives it.
---@param inputs any
---@param ... any
---@return keras.Tensor
function keras.layers.multiply(inputs, ...) end

---The config of an object of keras.layers: what keras.saving.serialize_keras_object gives.
---@param object any
---@return table
function keras.layers.serialize(object) end

---The difference of a list of tensors, as the layer of that name gives it.
---@param inputs any
---@param ... any
---@return keras.Tensor
function keras.layers.subtract(inputs, ...) end

keras.callbacks = {}

---A training that was interrupted, even killed, goes on: run the same script again. fit then begins where the last backup was taken, and ends with the weights, the optimizer's state, the figures of history and the random numbers of a training that was never interrupted, bit for bit, if the script gives it the same model, data and arguments. Functions that give batches are called again as often as they were; callbacks go on with their `state_fields`. backup_dir holds latest.weights.h5, which models load as their weights, and training_metadata.json, which says how far the training is. Keras goes on from these files at the beginning of the epoch, and Lunula does from those of Keras. Errors: a backup that doesn't fit the model, its metrics or, inside an epoch, the data, and one that can't be read.
---@class keras.callbacks.BackupAndRestore: keras.Callback
---@field backup_dir any the folder, which is made; one for each call of fit
---@field save_freq any "epoch": at the end of each epoch; or after how many batches
---@field double_checkpoint boolean whether the backup before the last is kept too, as .bkp: it is used where the last can't be read
---@field delete_checkpoint boolean whether the files are removed at the end of training; otherwise the same fit trains nothing the next time, or only the epochs that came in addition

---A training that was interrupted, even killed, goes on: run the same script again. fit then begins where the last backup was taken, and ends with the weights, the optimizer's state, the figures of history and the random numbers of a training that was never interrupted, bit for bit, if the script gives it the same model, data and arguments. Functions that give batches are called again as often as they were; callbacks go on with their `state_fields`. backup_dir holds latest.weights.h5, which models load as their weights, and training_metadata.json, which says how far the training is. Keras goes on from these files at the beginning of the epoch, and Lunula does from those of Keras. Errors: a backup that doesn't fit the model, its metrics or, inside an epoch, the data, and one that can't be read.
---@param arguments? { backup_dir?: any, save_freq?: any, double_checkpoint?: any, delete_checkpoint?: any }|any
---@param ... any
---@return keras.callbacks.BackupAndRestore
function keras.callbacks.BackupAndRestore(arguments, ...) end

---Writes the figures of each epoch as a line of a file, as Python's csv module does (lines end in CR LF). The columns are `epoch`, from 0, and the figures of the first epoch by name; what an epoch lacks is NA. A line is on disk when its epoch ends. A file that can't be opened is an error.
---@class keras.callbacks.CSVLogger: keras.Callback
---@field filename any the file's path; its folder has to be there
---@field separator any what stands between the columns
---@field append boolean whether a file that is there is continued, without a second header

---Writes the figures of each epoch as a line of a file, as Python's csv module does (lines end in CR LF). The columns are `epoch`, from 0, and the figures of the first epoch by name; what an epoch lacks is NA. A line is on disk when its epoch ends. A file that can't be opened is an error.
---@param arguments? { filename?: any, separator?: any, append?: any }|any
---@param ... any
---@return keras.callbacks.CSVLogger
function keras.callbacks.CSVLogger(arguments, ...) end

---CallbackList(callbacks, add_history = false, add_progbar = false, model, verbose, epochs, steps): tells all of them.
---@class keras.callbacks.CallbackList: keras.Callback
---@field callbacks any
---@field add_history boolean
---@field add_progbar boolean
---@field model any
---@field verbose any
---@field epochs any
---@field steps any

---CallbackList(callbacks, add_history = false, add_progbar = false, model, verbose, epochs, steps): tells all of them.
---@param arguments? { callbacks?: any, add_history?: any, add_progbar?: any, model?: any, verbose?: any, epochs?: any, steps?: any }|any
---@param ... any
---@return keras.callbacks.CallbackList
function keras.callbacks.CallbackList(arguments, ...) end

---Ends training when a figure has not improved for `patience` epochs. stopped_epoch is the epoch (from 0) in which it did, or 0; best and best_epoch say what was best and when. A figure that is not among the logs is a warning; one whose better direction can't be told is an error.
---@class keras.callbacks.EarlyStopping: keras.Callback
---@field monitor any the figure of the logs
---@field min_delta any what is less than this, in the figure's unit, is no improvement
---@field patience any how many epochs without improvement are waited for
---@field verbose any 1: says when it stops, and which weights it restores
---@field mode any "min", "max", or "auto": by the figure
---@field baseline any an improvement counts only when it is better than this too
---@field restore_best_weights boolean whether the weights of the best epoch are put back at the end, also when the training was not stopped
---@field start_from_epoch any how many epochs pass before it looks

---Ends training when a figure has not improved for `patience` epochs. stopped_epoch is the epoch (from 0) in which it did, or 0; best and best_epoch say what was best and when. A figure that is not among the logs is a warning; one whose better direction can't be told is an error.
---@param arguments? { monitor?: any, min_delta?: any, patience?: any, verbose?: any, mode?: any, baseline?: any, restore_best_weights?: any, start_from_epoch?: any }|any
---@param ... any
---@return keras.callbacks.EarlyStopping
function keras.callbacks.EarlyStopping(arguments, ...) end

do
---fit gives one back. .epoch lists the epochs (from 0), .history the figures by name. history:plot { metrics = { 'loss' }, width, height, color, unicode } draws them in the terminal, a figure and its val_ in one chart; history:to_text gives that text; history:save_plot('run.svg', { metrics, width, height }) draws them into a file. By default all figures are drawn, in COLUMNS columns, with colors on a terminal unless NO_COLOR is set.
---@class keras.callbacks.History: keras.Callback
---@field epoch integer[] The epochs, from 0.
---@field history table<string, number[]> Figures of each epoch, by name.
local Object = {}

---Draws the figures in the terminal: { metrics, width, height, color, unicode }.
---@param options? table
---@overload fun(self, arguments: { options?: table })
function Object:plot(options) end

---The text that plot writes.
---@param options? table
---@return string
---@overload fun(self, arguments: { options?: table }): string
function Object:to_text(options) end

---Draws them into an SVG file.
---@param path string
---@param options? table
---@overload fun(self, path: string, arguments: { options?: table })
function Object:save_plot(path, options) end

end

---fit gives one back. .epoch lists the epochs (from 0), .history the figures by name. history:plot { metrics = { 'loss' }, width, height, color, unicode } draws them in the terminal, a figure and its val_ in one chart; history:to_text gives that text; history:save_plot('run.svg', { metrics, width, height }) draws them into a file. By default all figures are drawn, in COLUMNS columns, with colors on a terminal unless NO_COLOR is set.
---@return keras.callbacks.History
function keras.callbacks.History() end

---LambdaCallback { on_epoch_end = function(epoch, logs) ... end, ... }: a callback of functions, which don't get self.
---@class keras.callbacks.LambdaCallback: keras.Callback
---@field on_epoch_begin any
---@field on_epoch_end any
---@field on_train_begin any
---@field on_train_end any
---@field on_train_batch_begin any
---@field on_train_batch_end any
---@field on_test_begin any
---@field on_test_end any
---@field on_test_batch_begin any
---@field on_test_batch_end any
---@field on_predict_begin any
---@field on_predict_end any
---@field on_predict_batch_begin any
---@field on_predict_batch_end any
---@field on_batch_begin any
---@field on_batch_end any

---LambdaCallback { on_epoch_end = function(epoch, logs) ... end, ... }: a callback of functions, which don't get self.
---@param arguments? { on_epoch_begin?: any, on_epoch_end?: any, on_train_begin?: any, on_train_end?: any, on_train_batch_begin?: any, on_train_batch_end?: any, on_test_begin?: any, on_test_end?: any, on_test_batch_begin?: any, on_test_batch_end?: any, on_predict_begin?: any, on_predict_end?: any, on_predict_batch_begin?: any, on_predict_batch_end?: any, on_batch_begin?: any, on_batch_end?: any }|any
---@param ... any
---@return keras.callbacks.LambdaCallback
function keras.callbacks.LambdaCallback(arguments, ...) end

---Sets the learning rate at the begin of each epoch, and puts it into the logs as learning_rate. Errors: a schedule that doesn't give a number, and an optimizer whose rate is a schedule of its own.
---@class keras.callbacks.LearningRateScheduler: keras.Callback
---@field schedule any function(epoch, learning_rate): the epoch counts from 0; gives the learning rate
---@field verbose any 1: says what it sets

---Sets the learning rate at the begin of each epoch, and puts it into the logs as learning_rate. Errors: a schedule that doesn't give a number, and an optimizer whose rate is a schedule of its own.
---@param arguments? { schedule?: any, verbose?: any }|any
---@param ... any
---@return keras.callbacks.LearningRateScheduler
function keras.callbacks.LearningRateScheduler(arguments, ...) end

---Saves the model or its weights while it trains: at the end of each epoch or after every save_freq batches, always or when a figure is the best so far. A file is replaced at once, so that a crash leaves the last one whole.
---@class keras.callbacks.ModelCheckpoint: keras.Callback
---@field filepath any where to: ends in .keras, or in .weights.h5 with save_weights_only. {epoch:02d} stands for the epoch (from 1), {batch} for the batch (from 1, with save_freq a number), {val_loss:.2f} for a figure of the logs. Folders are made
---@field monitor any the figure that save_best_only watches
---@field verbose any 1: says when a file is written
---@field save_best_only boolean whether to save only when the figure improved
---@field save_weights_only boolean whether to save weights and the optimizer's state without the config
---@field mode any "min", "max", or "auto": by the figure
---@field save_freq any "epoch", or a number of batches
---@field initial_value_threshold any what the figure must be better than at first

---Saves the model or its weights while it trains: at the end of each epoch or after every save_freq batches, always or when a figure is the best so far. A file is replaced at once, so that a crash leaves the last one whole.
---@param arguments? { filepath?: any, monitor?: any, verbose?: any, save_best_only?: any, save_weights_only?: any, mode?: any, save_freq?: any, initial_value_threshold?: any }|any
---@param ... any
---@return keras.callbacks.ModelCheckpoint
function keras.callbacks.ModelCheckpoint(arguments, ...) end

---ProgbarLogger(): verbose 1 draws a bar on a terminal and ends each epoch with a plain line elsewhere; verbose 2 only ends it so.
---@class keras.callbacks.ProgbarLogger: keras.Callback

---ProgbarLogger(): verbose 1 draws a bar on a terminal and ends each epoch with a plain line elsewhere; verbose 2 only ends it so.
---@return keras.callbacks.ProgbarLogger
function keras.callbacks.ProgbarLogger() end

---Multiplies the learning rate by `factor` when a figure has not improved for `patience` epochs, and puts the rate into the logs as learning_rate. An optimizer whose rate is a schedule has none to change: an error. So is a factor from 1 on.
---@class keras.callbacks.ReduceLROnPlateau: keras.Callback
---@field monitor any the figure of the logs
---@field factor any below 1
---@field patience any how many epochs without improvement are waited for
---@field verbose any 1: says when it lowers the rate
---@field mode any "min", "max", or "auto": by the figure
---@field min_delta any what is less than this, in the figure's unit, is no improvement
---@field cooldown any how many epochs after a change it doesn't count
---@field min_lr any the rate never gets lower

---Multiplies the learning rate by `factor` when a figure has not improved for `patience` epochs, and puts the rate into the logs as learning_rate. An optimizer whose rate is a schedule has none to change: an error. So is a factor from 1 on.
---@param arguments? { monitor?: any, factor?: any, patience?: any, verbose?: any, mode?: any, min_delta?: any, cooldown?: any, min_lr?: any }|any
---@param ... any
---@return keras.callbacks.ReduceLROnPlateau
function keras.callbacks.ReduceLROnPlateau(arguments, ...) end

---RemoteMonitor(root, path, field, headers, send_as_json) sends figures over the network, which Lunula doesn't use: making one is an error.
---@class keras.callbacks.RemoteMonitor: keras.Callback
---@field root any
---@field path any
---@field field any
---@field headers any
---@field send_as_json boolean

---RemoteMonitor(root, path, field, headers, send_as_json) sends figures over the network, which Lunula doesn't use: making one is an error.
---@param arguments? { root?: any, path?: any, field?: any, headers?: any, send_as_json?: any }|any
---@param ... any
---@return keras.callbacks.RemoteMonitor
function keras.callbacks.RemoteMonitor(arguments, ...) end

---The model has the moving averages of its weights (of an optimizer with use_ema = true) while it is evaluated and while it predicts. With swap_on_epoch it has them between epochs too, so that a ModelCheckpoint that stands after this callback saves them.
---@class keras.callbacks.SwapEMAWeights: keras.Callback
---@field swap_on_epoch boolean whether the averages are in the model at the end of epochs

---The model has the moving averages of its weights (of an optimizer with use_ema = true) while it is evaluated and while it predicts. With swap_on_epoch it has them between epochs too, so that a ModelCheckpoint that stands after this callback saves them.
---@param arguments? { swap_on_epoch?: any }|any
---@param ... any
---@return keras.callbacks.SwapEMAWeights
function keras.callbacks.SwapEMAWeights(arguments, ...) end

---Writes the figures of training and validation for TensorBoard into log_dir/train and log_dir/validation: loss, metrics and learning rate by epoch, results of evaluation by iteration, and with update_freq those of batches. Histograms, images, embeddings and profiles are not written.
---@class keras.callbacks.TensorBoard: keras.Callback
---@field log_dir any the folder, which is made; a run adds files to it
---@field histogram_freq any 0: weights are not drawn
---@field write_graph boolean whether the model's config is written, which the graph page draws
---@field write_images boolean false
---@field write_steps_per_second boolean whether steps per second are a figure of each epoch, and of each batch that is written
---@field update_freq any "epoch", "batch", or n: the figures of each n-th batch are written too
---@field profile_batch any 0: nothing is profiled
---@field embeddings_freq any 0: embeddings are not drawn
---@field embeddings_metadata any nothing

---Writes the figures of training and validation for TensorBoard into log_dir/train and log_dir/validation: loss, metrics and learning rate by epoch, results of evaluation by iteration, and with update_freq those of batches. Histograms, images, embeddings and profiles are not written.
---@param arguments? { log_dir?: any, histogram_freq?: any, write_graph?: any, write_images?: any, write_steps_per_second?: any, update_freq?: any, profile_batch?: any, embeddings_freq?: any, embeddings_metadata?: any }|any
---@param ... any
---@return keras.callbacks.TensorBoard
function keras.callbacks.TensorBoard(arguments, ...) end

---Ends training after the batch in which the mean loss of the epoch so far became nan or infinite.
---@class keras.callbacks.TerminateOnNaN: keras.Callback
---@field raise_error boolean whether that is an error instead

---Ends training after the batch in which the mean loss of the epoch so far became nan or infinite.
---@param arguments? { raise_error?: any }|any
---@param ... any
---@return keras.callbacks.TerminateOnNaN
function keras.callbacks.TerminateOnNaN(arguments, ...) end

---The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
---@param config any
---@param custom_objects? any
---@return any
---@overload fun(config: any, arguments: { custom_objects?: any }): any
function keras.callbacks.deserialize(config, custom_objects) end

---The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
---@param identifier any
---@return any
function keras.callbacks.get(identifier) end

---The config of an object of keras.callbacks: what keras.saving.serialize_keras_object gives.
---@param object any
---@return table
function keras.callbacks.serialize(object) end

keras.models = {}

---A model like this one, with layers of its own, whose weights are fresh. clone_function(layer) may give another layer.
---@param model any
---@param input_tensors? any
---@param clone_function? any
---@param call_function? any
---@param recursive? any
---@return keras.Model
---@overload fun(model: any, arguments: { input_tensors?: any, clone_function?: any, call_function?: any, recursive?: any }): keras.Model
---@overload fun(model: any, input_tensors?: any, arguments: { clone_function?: any, call_function?: any, recursive?: any }): keras.Model
---@overload fun(model: any, input_tensors?: any, clone_function?: any, arguments: { call_function?: any, recursive?: any }): keras.Model
function keras.models.clone_model(model, input_tensors, clone_function, call_function, recursive) end

---The model of a .keras file, or of a whole-model .h5 of older Keras, with its optimizer's state. Nothing in the file is run; custom classes are found by registration or in custom_objects. Without its custom loss it opens uncompiled, with a warning. A file that doesn't fit its own config is an error.
---@param filepath any
---@param custom_objects? any
---@param compile? any
---@param safe_mode? any
---@return keras.Model
---@overload fun(filepath: any, arguments: { custom_objects?: any, compile?: any, safe_mode?: any }): keras.Model
---@overload fun(filepath: any, custom_objects?: any, arguments: { compile?: any, safe_mode?: any }): keras.Model
---@overload fun(filepath: any, custom_objects?: any, compile?: any, arguments: { safe_mode?: any }): keras.Model
function keras.models.load_model(filepath, custom_objects, compile, safe_mode) end

---The model of a text that model:to_json() gave, with fresh weights.
---@param json_string any
---@param custom_objects? any
---@return keras.Model
---@overload fun(json_string: any, arguments: { custom_objects?: any }): keras.Model
function keras.models.model_from_json(json_string, custom_objects) end

---Config, weights and the optimizer's state as a .keras file, which is replaced at once.
---@param model any
---@param filepath any
---@param overwrite? any
---@overload fun(model: any, filepath: any, arguments: { overwrite?: any })
function keras.models.save_model(model, filepath, overwrite) end

keras.random = {}

---@type fun(arguments?: any, ...: any): keras.random.SeedGenerator
keras.random.SeedGenerator = nil

---num_samples classes per row of logits (batch, classes), shape (batch, num_samples), of an integer dtype, drawn with probabilities softmax(logits) by the Gumbel-max trick. Logits of another number of axes or without classes, a negative num_samples, a dtype of another kind and a seed of another kind are errors.
---@param logits keras.TensorLike
---@param num_samples integer
---@param dtype? string
---@param seed? any
---@return keras.Tensor
---@overload fun(logits: keras.TensorLike, num_samples: integer, arguments: { dtype?: string, seed?: any }): keras.Tensor
---@overload fun(logits: keras.TensorLike, num_samples: integer, dtype?: string, arguments: { seed?: any }): keras.Tensor
function keras.random.categorical(logits, num_samples, dtype, seed) end

---Sets a random fraction `rate` of the inputs to 0 and divides the others by 1 - rate. Where noise_shape, which broadcasts to the inputs' shape, has a 1, the elements of that axis stay or go together (keras.null takes the inputs' length). A rate outside [0, 1], a noise_shape that doesn't broadcast and a seed of another kind are errors.
---@param inputs keras.TensorLike
---@param rate number
---@param noise_shape? integer[]
---@param seed? any
---@return keras.Tensor
---@overload fun(inputs: keras.TensorLike, rate: number, arguments: { noise_shape?: integer[], seed?: any }): keras.Tensor
---@overload fun(inputs: keras.TensorLike, rate: number, noise_shape?: integer[], arguments: { seed?: any }): keras.Tensor
function keras.random.dropout(inputs, rate, noise_shape, seed) end

---Normal random numbers of a mean and a standard deviation, of a float dtype (the default one unless given), by the method of Box and Muller. Another dtype, a negative dimension and a seed of another kind are errors.
---@param shape integer[]
---@param mean? number
---@param stddev? number
---@param dtype? string
---@param seed? any
---@return keras.Tensor
---@overload fun(shape: integer[], arguments: { mean?: number, stddev?: number, dtype?: string, seed?: any }): keras.Tensor
---@overload fun(shape: integer[], mean?: number, arguments: { stddev?: number, dtype?: string, seed?: any }): keras.Tensor
---@overload fun(shape: integer[], mean?: number, stddev?: number, arguments: { dtype?: string, seed?: any }): keras.Tensor
function keras.random.normal(shape, mean, stddev, dtype, seed) end

---Uniform random integers in [minval, maxval), of an integer dtype. A range that is empty or above 2^53, another dtype, a negative dimension and a seed of another kind are errors.
---@param shape integer[]
---@param minval integer
---@param maxval integer
---@param dtype? string
---@param seed? any
---@return keras.Tensor
---@overload fun(shape: integer[], minval: integer, maxval: integer, arguments: { dtype?: string, seed?: any }): keras.Tensor
---@overload fun(shape: integer[], minval: integer, maxval: integer, dtype?: string, arguments: { seed?: any }): keras.Tensor
function keras.random.randint(shape, minval, maxval, dtype, seed) end

---The slices of x along an axis in random order, every order as likely. An axis out of range and a seed of another kind are errors.
---@param x keras.TensorLike
---@param axis? integer
---@param seed? any
---@return keras.Tensor
---@overload fun(x: keras.TensorLike, arguments: { axis?: integer, seed?: any }): keras.Tensor
---@overload fun(x: keras.TensorLike, axis?: integer, arguments: { seed?: any }): keras.Tensor
function keras.random.shuffle(x, axis, seed) end

---Normal random numbers, those beyond two standard deviations from the mean drawn again; of a float dtype (the default one unless given). Another dtype, a negative dimension and a seed of another kind are errors.
---@param shape integer[]
---@param mean? number
---@param stddev? number
---@param dtype? string
---@param seed? any
---@return keras.Tensor
---@overload fun(shape: integer[], arguments: { mean?: number, stddev?: number, dtype?: string, seed?: any }): keras.Tensor
---@overload fun(shape: integer[], mean?: number, arguments: { stddev?: number, dtype?: string, seed?: any }): keras.Tensor
---@overload fun(shape: integer[], mean?: number, stddev?: number, arguments: { dtype?: string, seed?: any }): keras.Tensor
function keras.random.truncated_normal(shape, mean, stddev, dtype, seed) end

---Uniform random numbers in [minval, maxval), of a float dtype (the default one unless given), from a seed: an integer, a SeedGenerator or the global one. Another dtype, a negative dimension and a seed of another kind are errors.
---@param shape integer[]
---@param minval? number
---@param maxval? number
---@param dtype? string
---@param seed? any
---@return keras.Tensor
---@overload fun(shape: integer[], arguments: { minval?: number, maxval?: number, dtype?: string, seed?: any }): keras.Tensor
---@overload fun(shape: integer[], minval?: number, arguments: { maxval?: number, dtype?: string, seed?: any }): keras.Tensor
---@overload fun(shape: integer[], minval?: number, maxval?: number, arguments: { dtype?: string, seed?: any }): keras.Tensor
function keras.random.uniform(shape, minval, maxval, dtype, seed) end

keras.saving = {}

---Runs fn(...) with these classes and functions (a table by name, or a list) in sight. It hides the scope around it and ends with fn, however fn ends.
---@param custom_objects any
---@param fn any
---@param ... any
---@return any
---@return any ...
function keras.saving.CustomObjectScope(custom_objects, fn, ...) end

---The weights in a .keras or .weights.h5 file by object, to be changed. summary() prints them, compare(model) prints what doesn't fit a model and gives { status, error_count, match_count }; rename_object(name, new_name), delete_object(name), add_object(path, weights), delete_weight(object, name) and add_weights(object, weights) change them, where an object is named by its path ("layers/dense") or a part of it that occurs once and weights are arrays by name ("0", "1", ...); save(path) and resave_weights(path) write a .weights.h5. The file that was opened stays as it is.
---@param filepath any
---@return table
function keras.saving.KerasFileEditor(filepath) end

---Runs fn(...) with these classes and functions (a table by name, or a list) in sight. It hides the scope around it and ends with fn, however fn ends.
---@param custom_objects any
---@param fn any
---@param ... any
---@return any
---@return any ...
function keras.saving.custom_object_scope(custom_objects, fn, ...) end

---The object of a config. Custom classes are found by their key in custom_objects (by name, or a list), the scope and the registry; nothing in a config runs code. Errors give the place in the config, the key that was looked up, the nearest keys and the line that mends it.
---@param config any
---@param custom_objects? any
---@param safe_mode? any
---@return any
---@overload fun(config: any, arguments: { custom_objects?: any, safe_mode?: any }): any
---@overload fun(config: any, custom_objects?: any, arguments: { safe_mode?: any }): any
function keras.saving.deserialize_keras_object(config, custom_objects, safe_mode) end

---The table of everything registered, by key; what is put into it is found.
---@return table
function keras.saving.get_custom_objects() end

---The key that a class or function is registered under, or the class's own name.
---@param object any
---@return string
function keras.saving.get_registered_name(object) end

---What a key stands for: the scope's, the registry's, then those of the two tables; nil when nothing.
---@param name any
---@param custom_objects? any
---@param module_objects? any
---@return any
---@overload fun(name: any, arguments: { custom_objects?: any, module_objects?: any }): any
---@overload fun(name: any, custom_objects?: any, arguments: { module_objects?: any }): any
function keras.saving.get_registered_object(name, custom_objects, module_objects) end

---What a config needs from outside, without building it: a list of { path, kind, name, key, found, message }, one for each custom class or function. Of a .keras, .weights.h5 or .h5 file { format, members, keras_version, date_saved, lunula_version, config, class_name, name, layers, compiled, custom, weights = { { path, shape, dtype, bytes, owner } }, weight_bytes, suspicious }.
---@param config? any
---@param custom_objects? any
---@return table
---@overload fun(arguments: { config?: any, custom_objects?: any }): table
---@overload fun(config?: any, arguments: { custom_objects?: any }): table
function keras.saving.inspect(config, custom_objects) end

---The model of a .keras file, or of a whole-model .h5 of older Keras, with its optimizer's state. Nothing in the file is run; custom classes are found by registration or in custom_objects. Without its custom loss it opens uncompiled, with a warning. A file that doesn't fit its own config is an error.
---@param filepath any
---@param custom_objects? any
---@param compile? any
---@param safe_mode? any
---@return keras.Model
---@overload fun(filepath: any, arguments: { custom_objects?: any, compile?: any, safe_mode?: any }): keras.Model
---@overload fun(filepath: any, custom_objects?: any, arguments: { compile?: any, safe_mode?: any }): keras.Model
---@overload fun(filepath: any, custom_objects?: any, compile?: any, arguments: { safe_mode?: any }): keras.Model
function keras.saving.load_model(filepath, custom_objects, compile, safe_mode) end

---Weights from a .weights.h5, a .keras or an older .h5. What doesn't fit is an error that changes nothing; with skip_mismatch the rest is loaded.
---@param model any
---@param filepath any
---@param skip_mismatch? any
---@param objects_to_skip? any
---@param by_name? any
---@overload fun(model: any, filepath: any, arguments: { skip_mismatch?: any, objects_to_skip?: any, by_name?: any })
---@overload fun(model: any, filepath: any, skip_mismatch?: any, arguments: { objects_to_skip?: any, by_name?: any })
---@overload fun(model: any, filepath: any, skip_mismatch?: any, objects_to_skip?: any, arguments: { by_name?: any })
function keras.saving.load_weights(model, filepath, skip_mismatch, objects_to_skip, by_name) end

---Python source that registers a twin of a custom class or registered function there, with the same key and arguments; its body is left to write. Of a model, a config or the path of a file: of all that it names.
---@param object any
---@param custom_objects? any
---@return string
---@overload fun(object: any, arguments: { custom_objects?: any }): string
function keras.saving.python_stub(object, custom_objects) end

---Registers a custom class or function under package>name, by which configs name it, and gives it back. A taken key is an error unless replace is set. A function needs a name; module is the Python module that configs name too.
---@param object any
---@param package? any
---@param name? any
---@param module? any
---@param replace? any
---@return any
---@overload fun(object: any, arguments: { package?: any, name?: any, module?: any, replace?: any }): any
---@overload fun(object: any, package?: any, arguments: { name?: any, module?: any, replace?: any }): any
---@overload fun(object: any, package?: any, name?: any, arguments: { module?: any, replace?: any }): any
function keras.saving.register_keras_serializable(object, package, name, module, replace) end

---Config, weights and the optimizer's state as a .keras file, which is replaced at once.
---@param model any
---@param filepath any
---@param overwrite? any
---@overload fun(model: any, filepath: any, arguments: { overwrite?: any })
function keras.saving.save_model(model, filepath, overwrite) end

---Weights and the optimizer's state as a .weights.h5 file, which is replaced at once. extra: further { path = "lunula/...", tensor = } for the file.
---@param model any
---@param filepath any
---@param overwrite? any
---@param extra? any
---@overload fun(model: any, filepath: any, arguments: { overwrite?: any, extra?: any })
---@overload fun(model: any, filepath: any, overwrite?: any, arguments: { extra?: any })
function keras.saving.save_weights(model, filepath, overwrite, extra) end

---The config of an object: { module, class_name, config, registered_name }. Plain values stay; tensors, slices and functions get forms of their own. What can't be written (a closure, an argument that get_config forgets) is an error that says where.
---@param object any
---@return any
function keras.saving.serialize_keras_object(object) end

keras.utils = {}

---Compares the gradients of fn(...), one float number, by its float64 tensors with central differences and gives the largest error; above 1e-5 is an error.
---@param fn any
---@param ... any
---@return number
function keras.utils.check_gradient(fn, ...) end

---Every draw after it that names no seed of its own is a function of n.
---@param n any
function keras.utils.set_random_seed(n) end

keras.io = {}

---The tensor of a .npy file.
---@param path any
---@return keras.Tensor
function keras.io.load_npy(path) end

---The tensors of a .npz file by name, and the list of the names in the file's order.
---@param path any
---@return table<string, keras.Tensor>
---@return string[]
function keras.io.load_npz(path) end

---Writes a tensor, a variable or nested tables as a .npy file, which is replaced at once: on an error the old one stays.
---@param path any
---@param x any
function keras.io.save_npy(path, x) end

---Writes { name = tensor, ... }, { { name, tensor }, ... } or { tensor, ... } as a .npz file, which is replaced at once.
---@param path any
---@param tensors any
---@param compressed? any
---@overload fun(path: any, tensors: any, arguments: { compressed?: any })
function keras.io.save_npz(path, tensors, compressed) end

keras.json = {}

---A JSON text as Lua values: objects keep the order of their keys, null is keras.null, integers and floats stay apart.
---@param text any
---@return any
function keras.json.decode(text) end

---The text that Python's json.dumps writes.
---@param value any
---@param indent? any
---@return string
---@overload fun(value: any, arguments: { indent?: any }): string
function keras.json.encode(value, indent) end

---The keys of an object in the order in which they are written.
---@param object any
---@return string[]
function keras.json.keys(object) end

---An integer of any size.
---@param text any
---@return table
function keras.json.number(text) end

---The table t as an object whose keys have this order; those not named follow, sorted.
---@param t any
---@param keys? any
---@return table
---@overload fun(t: any, arguments: { keys?: any }): table
function keras.json.object(t, keys) end

keras.config = {}

---lunula.
---@return string
function keras.config.backend() end

---The policy of layers that name none: floatx's unless set.
---@return keras.DTypePolicy
function keras.config.dtype_policy() end

---The small number that keeps divisions and logarithms finite, 1e-7 unless set.
---@return number
function keras.config.epsilon() end

---The default float dtype, float32 unless set.
---@return string
function keras.config.floatx() end

---channels_last.
---@return string
function keras.config.image_data_format() end

---{ live_bytes, live_tensors, lent_bytes, cached_bytes, requests, limit }: what tensors hold, what Lua itself holds where the limit counts that too, and the limit in bytes (0: none).
---@return table
function keras.config.memory() end

---Sets it: a name (mixed_float16), a policy or its config.
---@param policy any
function keras.config.set_dtype_policy(policy) end

---Sets it.
---@param value any
function keras.config.set_epsilon(value) end

---Makes float16, bfloat16, float32 or float64 the default float dtype.
---@param dtype any
function keras.config.set_floatx(dtype) end

---From here on an op that would hold more is an error; 0 means no limit.
---@param bytes any
function keras.config.set_memory_limit(bytes) end

---Sets (0: one per core) and gives the number of threads.
---@param n? any
---@return integer
---@overload fun(arguments: { n?: any }): integer
function keras.config.threads(n) end

return keras
