package org.vitrine.testbed.lab;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.vitrine.testbed.Checkout;

/** Gives tests the one lab PC of a test run: it boots for the first that asks, and is powered off after the last. */
final class LabExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(LabExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Lab.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(SPACE).computeIfAbsent(Lab.class, key -> start(), Lab.class);
    }

    private static Lab start() {
        try {
            LabPc pc = LabPc.start(Checkout.top(), Checkout.target().resolve("lab-pc"), List.of());
            return new Lab(pc, Checkout.top(), Checkout.target().resolve("lab"), monitor());
        } catch (IOException e) {
            throw new ParameterResolutionException("The lab PC did not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ParameterResolutionException("Interrupted", e);
        }
    }

    /** The stand-in is for work on the tests themselves: {@code -Dtest.jvm="-Dlab.monitor=QEMU"}. */
    private static Monitor monitor() {
        return Monitor.valueOf(System.getProperty("lab.monitor", Monitor.VITRINE.name()));
    }
}
