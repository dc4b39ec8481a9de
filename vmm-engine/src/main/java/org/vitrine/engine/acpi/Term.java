package org.vitrine.engine.acpi;

/** A piece of AML that can stand in a list of terms: a definition or a statement (ACPI 6.5, 20.2.5 TermObj). */
@FunctionalInterface
interface Term {
    void encode(AmlWriter out);
}
