package org.vitrine.engine.acpi;

/**
 * What an AML method can do (ACPI 6.5, 20.2.5.3 and 20.2.5.4). Names of the methods are those of ASL; an operator without
 * a target has its result only as a value.
 */
final class AmlCode {
    private static final Term NOWHERE = out -> out.u8(0);

    private AmlCode() {}

    /** The object at a path, as value or target. */
    static Target object(String path) {
        return out -> out.name(path);
    }

    /** @param number 0 to 7 */
    static Target local(int number) {
        return slot(0x60, number, 7);
    }

    /** @param number 0 to 6 */
    static Target arg(int number) {
        return slot(0x68, number, 6);
    }

    private static Target slot(int opcode, int number, int last) {
        if (number < 0 || number > last) {
            throw new IllegalArgumentException("there are " + (last + 1) + " of these, not one numbered " + number);
        }
        return out -> out.u8(opcode + number);
    }

    static Expression call(String method, Expression... arguments) {
        return out -> out.name(method).terms(arguments);
    }

    static Term store(Expression value, Target target) {
        return out -> out.u8(0x70).terms(value, target);
    }

    static Term returns(Expression value) {
        return out -> out.u8(0xa4).terms(value);
    }

    static Term when(Expression condition, Term... body) {
        return out -> out.u8(0xa0).sized(inner -> inner.terms(condition).terms(body));
    }

    /** Directly after a {@link #when}. */
    static Term otherwise(Term... body) {
        return out -> out.u8(0xa1).sized(body);
    }

    static Term loop(Expression condition, Term... body) {
        return out -> out.u8(0xa2).sized(inner -> inner.terms(condition).terms(body));
    }

    /** Tells the operating system that something about an object changed (ACPI 6.5, 5.6.6). */
    static Term notify(Target object, int event) {
        return out -> out.u8(0x86).terms(object).integer(event);
    }

    static Expression add(Expression left, Expression right) {
        return binary(0x72, left, right, NOWHERE);
    }

    static Term add(Expression left, Expression right, Target target) {
        return binary(0x72, left, right, target);
    }

    static Expression subtract(Expression left, Expression right) {
        return binary(0x74, left, right, NOWHERE);
    }

    static Expression and(Expression left, Expression right) {
        return binary(0x7b, left, right, NOWHERE);
    }

    static Term and(Expression left, Expression right, Target target) {
        return binary(0x7b, left, right, target);
    }

    static Expression or(Expression left, Expression right) {
        return binary(0x7d, left, right, NOWHERE);
    }

    static Term or(Expression left, Expression right, Target target) {
        return binary(0x7d, left, right, target);
    }

    static Term shiftLeft(Expression value, Expression count, Target target) {
        return binary(0x79, value, count, target);
    }

    static Term shiftRight(Expression value, Expression count, Target target) {
        return binary(0x7a, value, count, target);
    }

    private static Expression binary(int opcode, Expression left, Expression right, Term target) {
        return out -> out.u8(opcode).terms(left, right, target);
    }

    static Term increment(Target target) {
        return out -> out.u8(0x75).terms(target);
    }

    static Expression sizeOf(Target object) {
        return out -> out.u8(0x87).terms(object);
    }

    static Expression lEqual(Expression left, Expression right) {
        return out -> out.u8(0x93).terms(left, right);
    }

    static Expression lNotEqual(Expression left, Expression right) {
        return lNot(lEqual(left, right));
    }

    static Expression lLess(Expression left, Expression right) {
        return out -> out.u8(0x95).terms(left, right);
    }

    static Expression lGreater(Expression left, Expression right) {
        return out -> out.u8(0x94).terms(left, right);
    }

    static Expression lAnd(Expression left, Expression right) {
        return out -> out.u8(0x90).terms(left, right);
    }

    static Expression lOr(Expression left, Expression right) {
        return out -> out.u8(0x91).terms(left, right);
    }

    static Expression lNot(Expression value) {
        return out -> out.u8(0x92).terms(value);
    }
}
