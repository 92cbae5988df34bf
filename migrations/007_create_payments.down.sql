DROP TABLE payment_transactions;
DROP TABLE payment_gateways;
