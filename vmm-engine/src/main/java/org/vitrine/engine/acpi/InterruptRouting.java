package org.vitrine.engine.acpi;

import static org.vitrine.engine.acpi.Aml.createDwordField;
import static org.vitrine.engine.acpi.Aml.device;
import static org.vitrine.engine.acpi.Aml.eisaId;
import static org.vitrine.engine.acpi.Aml.integer;
import static org.vitrine.engine.acpi.Aml.method;
import static org.vitrine.engine.acpi.Aml.name;
import static org.vitrine.engine.acpi.Aml.packageOf;
import static org.vitrine.engine.acpi.Aml.serializedMethod;
import static org.vitrine.engine.acpi.AmlCode.and;
import static org.vitrine.engine.acpi.AmlCode.arg;
import static org.vitrine.engine.acpi.AmlCode.call;
import static org.vitrine.engine.acpi.AmlCode.object;
import static org.vitrine.engine.acpi.AmlCode.or;
import static org.vitrine.engine.acpi.AmlCode.returns;
import static org.vitrine.engine.acpi.AmlCode.store;
import static org.vitrine.engine.acpi.AmlCode.when;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.board.Board;

/**
 * How INTA# to INTD# of the slots on bus 0 reach an interrupt controller (ACPI 6.5, 6.2.13 _PRT and 6.2.14 to 6.2.17).
 *
 * <p>The board says which PIRQ a pin is wired to. A PIRQ ends at an I/O APIC input of its own, or, with the 8259s, at the IRQ
 * in its routing register of the LPC bridge (ICH9, document 316972, 13.1.16).
 */
final class InterruptRouting {
    static final int PIRQS = 8;
    private static final int PINS = 4;
    private static final int SLOTS = 32;

    /** Bit of a PIRQ routing register: the PIRQ does not go to the 8259s. */
    private static final int ROUTING_OFF = 0x80;

    private static final int PRESENT_AND_DECODING = 0xb;
    private static final int PRESENT = 0x9;

    /** Where the interrupt's number stands in a template of one extended interrupt. */
    private static final int NUMBER_OFFSET = 5;

    private InterruptRouting() {}

    /** {@code _PRT} of the host bridge, which answers by the interrupt model that {@code _PIC} was told. */
    static List<Term> routingTable(Board board) {
        return List.of(
                name("PRTP", routes("LNK", board)),
                name("PRTA", routes("GSI", board)),
                method("_PRT", 0, when(object("\\PICF"), returns(object("PRTA"))), returns(object("PRTP"))));
    }

    private static Expression routes(String prefix, Board board) {
        List<Term> routes = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            for (int pin = 0; pin < PINS; pin++) {
                routes.add(packageOf(
                        integer((long) slot << 16 | 0xffff),
                        integer(pin),
                        object("\\_SB." + link(prefix, board.pirq(slot, pin))),
                        integer(0)));
            }
        }
        return packageOf(routes.toArray(Term[]::new));
    }

    private static String link(String prefix, int pirq) {
        return prefix + (char) ('A' + pirq);
    }

    /** The name of the routing register of a PIRQ in the LPC bridge. */
    static String register(int pirq) {
        return "PRQ" + (char) ('A' + pirq);
    }

    /** The links that {@link #routingTable} names, and {@code \_PIC}'s flag. */
    static List<Term> links(Board board) {
        List<Term> links = new ArrayList<>();
        links.add(statusOfLink());
        links.add(resourcesOfLink());
        for (int pirq = 0; pirq < PIRQS; pirq++) {
            links.add(picLink(pirq));
        }
        for (int pirq = 0; pirq < PIRQS; pirq++) {
            links.add(apicLink(pirq, board.pirqFirstGsi() + pirq));
        }
        return links;
    }

    private static Term statusOfLink() {
        return method(
                "LSTA",
                1,
                when(and(arg(0), integer(ROUTING_OFF)), returns(integer(PRESENT))),
                returns(integer(PRESENT_AND_DECODING)));
    }

    private static Term resourcesOfLink() {
        return serializedMethod(
                "LCRS",
                1,
                name("LRES", new ResourceTemplate().interrupt(0).build()),
                createDwordField(object("LRES"), NUMBER_OFFSET, "LIRQ"),
                when(AmlCode.lNot(and(arg(0), integer(ROUTING_OFF))), and(arg(0), integer(0xf), object("LIRQ"))),
                returns(object("LRES")));
    }

    private static Term picLink(int pirq) {
        Target register = object("\\_SB.PCI0.LPC." + register(pirq));
        return device(
                link("LNK", pirq),
                name("_HID", eisaId("PNP0C0F")),
                name("_UID", integer(pirq)),
                name("_PRS", new ResourceTemplate().interrupt(5, 10, 11).build()),
                method("_STA", 0, returns(call("LSTA", register))),
                method("_DIS", 0, or(register, integer(ROUTING_OFF), register)),
                method("_CRS", 0, returns(call("LCRS", register))),
                method("_SRS", 1, createDwordField(arg(0), NUMBER_OFFSET, "LIRQ"), store(object("LIRQ"), register)));
    }

    /** A link that cannot be moved: it is one so that the input is named active-high, as the machine drives it. */
    private static Term apicLink(int pirq, int gsi) {
        return device(
                link("GSI", pirq),
                name("_HID", eisaId("PNP0C0F")),
                name("_UID", integer(0x10 + pirq)),
                name("_PRS", new ResourceTemplate().interrupt(gsi).build()),
                name("_CRS", new ResourceTemplate().interrupt(gsi).build()),
                method("_SRS", 1));
    }
}
