package org.klp4j.it.agent;

import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.KlpException;

/** A program that connects to the JVM with the pid it is given, and prints how it went. */
final class ForeignClient {
    private ForeignClient() {}

    public static void main(String[] arguments) {
        try (Connection connection = Connection.open(Target.find(arguments[0]))) {
            System.out.println("connected to " + connection.target().pid());
        } catch (KlpException refusal) {
            System.out.println(refusal.getMessage());
        }
    }
}
