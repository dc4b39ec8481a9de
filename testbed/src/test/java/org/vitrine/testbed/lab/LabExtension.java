package org.vitrine.testbed.lab;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.vitrine.testbed.Checkout;

/**
 * Gives tests the one lab PC of a test run: it boots for the first that asks, and is powered off after the last. The PC is software too: its kernel was seen to panic, and all of
 * it or a guest to stand still, in the emulator's doing. A test in which the PC breaks down is repeated in a new one, and once only a test whose guest stands still in a PC that is
 * well; the check says so, with what was seen. Every other failure counts.
 */
final class LabExtension implements ParameterResolver, InvocationInterceptor {
    private static final int REPETITIONS = 2;
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(LabExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Lab.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(SPACE).computeIfAbsent(Lab.class, key -> start(), Lab.class);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context)
            throws Throwable {
        run(invocation, test, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context)
            throws Throwable {
        run(invocation, test, context);
    }

    private static void run(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context)
            throws Throwable {
        Attempt attempt = invocation::proceed;
        boolean stoodStill = false;
        for (int left = REPETITIONS; ; left--) {
            try {
                attempt.run();
                return;
            } catch (IOException failure) {
                Lab lab = context.getRoot().getStore(SPACE).get(Lab.class, Lab.class);
                if (left == 0 || lab == null) {
                    throw failure;
                }
                String why = "the PC broke down " + lab.pc().lastWords();
                if (!lab.isBroken()) {
                    if (stoodStill || !(failure instanceof StandstillException)) {
                        throw failure;
                    }
                    stoodStill = true;
                    why = "its guest stood still";
                }
                System.out.printf(
                        "lab: “%s” is repeated in a new PC: %s%n%s%n",
                        context.getDisplayName(), why, failure.getMessage());
                lab.renew();
                attempt = () -> invoke(test, context);
            }
        }
    }

    private interface Attempt {
        void run() throws Throwable;
    }

    private static void invoke(ReflectiveInvocationContext<Method> test, ExtensionContext context) throws Throwable {
        Method method = test.getExecutable();
        method.setAccessible(true);
        try {
            method.invoke(context.getRequiredTestInstance(), test.getArguments().toArray());
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private static Lab start() {
        try {
            return new Lab(
                    () -> LabPc.start(Checkout.top(), Checkout.target().resolve("lab-pc"), List.of()),
                    Checkout.top(),
                    Checkout.target().resolve("lab"),
                    monitor());
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
